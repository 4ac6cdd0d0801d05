using System.Globalization;
using LdapVendorSync.Core.Tests.Sources.Ldap;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Fuzzing;

/// <summary>A server that hands out a group's list in parts, as Windows does, and sometimes lies about one of them.</summary>
internal sealed class FuzzedRanges
{
    // More requests than any honest list here needs.
    private const int MostRequests = 60;

    private readonly Random _random;
    private readonly int _partSize;
    private readonly int _lieAt;
    private readonly int _lie;

    public FuzzedRanges(Random random, int number)
    {
        _random = random;
        GroupDn = string.Create(CultureInfo.InvariantCulture, $"cn=group {number},{FakeDirectory.Suffix}");
        Members = [.. Enumerable.Range(0, random.Next(0, 25)).Select(FakeDirectory.PersonDn)];
        _partSize = random.Next(1, 8);
        _lieAt = random.Next(4);
        _lie = random.Next(2) == 0 ? 0 : random.Next(1, 12);
    }

    public string GroupDn { get; }

    /// <summary>Who is in the group.</summary>
    public string[] Members { get; }

    public int Requests { get; private set; }

    public IReadOnlyList<byte[]> Answer(FakeSearch search)
    {
        if (++Requests > MostRequests)
            throw new InvalidOperationException($"The list was asked for more than {MostRequests} times.");
        var asked = search.Attributes.FirstOrDefault(attribute => attribute.StartsWith("member;range=", StringComparison.Ordinal));
        var from = asked is null ? 0 : int.Parse(asked["member;range=".Length..].Split('-')[0], CultureInfo.InvariantCulture);
        var attributes = Requests - 1 == _lieAt || (_lie == 11 && Requests > _lieAt) ? Lie(from) : Part(from);
        return [LdapPeerMessage.Entry(search.Id, GroupDn, [("objectClass", ["group"]), .. attributes]), FakeDirectory.Done(search)];
    }

    private (string, string[])[] Part(int from)
    {
        var values = Values(from, _partSize);
        return [("member", []), (Name(from, IsLast(from) ? "*" : End(from, values.Length)), values)];
    }

    // Nothing here can pass for the whole list, unless it is: a server that plainly keeps people back cannot be seen through.
    private (string, string[])[] Lie(int from)
    {
        var values = Values(from, _partSize);
        var end = IsLast(from) ? "*" : End(from, values.Length);
        return _lie switch
        {
            1 => [(Name(from + _random.Next(1, 4), "*"), values)],
            2 => [(Name(Math.Max(0, from - 1), "*"), from == 0 ? [] : values), .. from == 0 ? Part(0) : []],
            3 => [(Name(from, End(from, values.Length + 1)), values)],
            4 => [(Name(from, End(from, Math.Max(1, values.Length - 1))), [.. values, FakeDirectory.PersonDn(99)])],
            5 => [(Name(from, "99999999999999"), values)],
            6 => [("member;range=-1-*", values)],
            7 => [("member;range=5-2", values), ("member;range=", values)],
            8 => [(Name(int.MaxValue, "*"), values), (Name(from, end), values)],
            9 when from > 0 => [("member", []), ("member", values)],
            10 when from > 0 => [],
            11 => [(Name(from, End(from, 2)), [FakeDirectory.PersonDn(0), FakeDirectory.PersonDn(1)])],
            _ => Part(from),
        };
    }

    private bool IsLast(int from) => from + _partSize >= Members.Length;

    private string[] Values(int from, int count) => [.. Members.Skip(from).Take(count)];

    private static string End(int from, int count) => (from + count - 1).ToString(CultureInfo.InvariantCulture);

    private static string Name(int from, string to) => string.Create(CultureInfo.InvariantCulture, $"member;range={from}-{to}");
}
