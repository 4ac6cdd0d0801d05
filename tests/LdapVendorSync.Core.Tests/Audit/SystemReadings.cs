using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Audit;

/// <summary>Short ways to the reading of a system.</summary>
internal static class SystemReadings
{
    public static Task<SystemReading> ReadSystemAsync(this ISource source) =>
        new SystemReader(TimeProvider.System, NullLogger.Instance).ReadAsync(source, CancellationToken.None);

    public static Task<SystemReading> ReadSystemAsync(this IVendorProvider provider) =>
        new SystemReader(TimeProvider.System, NullLogger.Instance).ReadAsync("CRM", provider, CancellationToken.None);

    /// <summary>The group of a name.</summary>
    public static SystemGroup Group(this SystemReading reading, string name) => reading.Content.Groups.Single(group => group.Name == name);

    /// <summary>The user names of those who are directly in a group, in order.</summary>
    public static IEnumerable<string?> MembersOf(this SystemReading reading, string name)
    {
        var people = reading.Content.Users.ToDictionary(user => user.Id, user => user.UserName);
        return reading.Group(name).MemberIds.Select(id => people[id]).Order(StringComparer.Ordinal);
    }

    /// <summary>The names of the groups directly within a group, in order.</summary>
    public static IEnumerable<string> NestedIn(this SystemReading reading, string name)
    {
        var names = reading.Content.Groups.ToDictionary(group => group.Id, group => group.Name);
        return reading.Group(name).NestedIds.Select(id => names[id]).Order(StringComparer.Ordinal);
    }
}
