using System.Globalization;

namespace LdapVendorSync.Bench.Servers;

/// <summary>Somebody who is in the directory and at the vendor alike, made from a number.</summary>
/// <param name="Number">0 and up.</param>
internal readonly record struct BenchPerson(int Number)
{
    private const char IdMark = 'u';

    /// <summary>The id at the vendor.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{IdMark}{Number}");

    /// <summary>The id in the directory.</summary>
    public string SourceId => string.Create(CultureInfo.InvariantCulture, $"e{Number:D7}");

    /// <summary>The user name.</summary>
    public string UserName => string.Create(CultureInfo.InvariantCulture, $"user{Number:D7}");

    /// <summary>The mail address.</summary>
    public string Mail => $"{UserName}@example.org";

    /// <summary>The first name.</summary>
    public string FirstName => string.Create(CultureInfo.InvariantCulture, $"First{Number % 997}");

    /// <summary>The last name.</summary>
    public string LastName => string.Create(CultureInfo.InvariantCulture, $"Last{Number % 9973}");

    /// <summary>The members of a group at the start: as many as there are, one group after the other, from the first again after the last.</summary>
    public static IEnumerable<BenchPerson> OfGroup(int group, VendorServerOptions options) => Enumerable
        .Range(0, options.MembersPerGroup)
        .Select(member => new BenchPerson((int)((((long)group * options.MembersPerGroup) + member) % options.Accounts)));

    /// <summary>The person of a vendor's id.</summary>
    public static bool TryParse(string? id, int accounts, out BenchPerson person)
    {
        var isKnown = id is [IdMark, ..] && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < accounts;
        person = isKnown ? new BenchPerson(int.Parse(id.AsSpan(1), CultureInfo.InvariantCulture)) : default;
        return isKnown;
    }
}
