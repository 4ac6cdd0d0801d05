using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.History.Systems;

/// <summary>Contents of a system and snapshots of them.</summary>
internal static class SystemScene
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    public static GroupMember Person(int number) => new()
    {
        Id = $"id-{number:D6}",
        UserName = $"user{number}",
        Email = $"user{number}@example.org",
        DisplayName = $"User {number}",
        Enabled = number % 7 != 0,
        Attributes = new Dictionary<string, IReadOnlyList<string>> { ["department"] = [$"Department {number % 40}"] },
    };

    public static SystemContent Content(int users, int groups = 10, int size = 5) => new()
    {
        Users = [.. Enumerable.Range(0, users).Select(Person)],
        Groups = [.. Enumerable.Range(0, groups).Select(group => new SystemGroup($"g{group:D5}", $"Group {group}")
        {
            MemberIds = [.. Enumerable.Range(0, Math.Min(size, users)).Select(member => Person((group + (member * 13)) % users).Id).Distinct()],
            NestedIds = group % 3 == 0 && group + 1 < groups ? [$"g{group + 1:D5}"] : [],
        })],
    };

    public static SystemSnapshot Draft(int day = 0, string system = "corp", params string[] doubts) => new()
    {
        Number = 0,
        System = system,
        Side = SystemSide.Source,
        Kind = "ldap",
        StartedAt = Start.AddDays(day),
        TakenAt = Start.AddDays(day).AddMinutes(1),
        Doubts = doubts,
        DoubtfulParts = doubts.Length > 0 ? SystemParts.Users : SystemParts.None,
    };

    public static SystemContent Without(this SystemContent content, params int[] people)
    {
        var gone = people.Select(number => Person(number).Id).ToHashSet();
        return new SystemContent
        {
            Users = [.. content.Users.Where(user => !gone.Contains(user.Id))],
            Groups = [.. content.Groups.Select(group => group with { MemberIds = [.. group.MemberIds.Where(id => !gone.Contains(id))] })],
        };
    }

    public static Task<SystemSnapshot> SaveAsync(this HistoryDatabase history, SystemSnapshot draft, SystemContent content) =>
        history.Systems.SaveAsync(draft, content, CancellationToken.None);
}
