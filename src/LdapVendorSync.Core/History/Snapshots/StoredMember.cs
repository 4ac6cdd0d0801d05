using System.Text.Json;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History.Snapshots;

/// <summary>A member in the form in which snapshots keep them: the same person gives the same bytes, whatever order attributes came in.</summary>
internal sealed record StoredMember
{
    public required string Id { get; init; }

    public string? UserName { get; init; }

    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? DisplayName { get; init; }

    public bool? Enabled { get; init; }

    public AccountState? AccountState { get; init; }

    public DateTimeOffset? AccountStateUntil { get; init; }

    public string? DistinguishedName { get; init; }

    public IReadOnlyList<string>? GroupPath { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Attributes { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static StoredMember Parse(string json) => JsonSerializer.Deserialize(json, SnapshotJson.Compact.StoredMember)!;

    public static StoredMember Of(GroupMember member) => new()
    {
        Id = member.Id,
        UserName = member.UserName,
        Email = member.Email,
        FirstName = member.FirstName,
        LastName = member.LastName,
        DisplayName = member.DisplayName,
        Enabled = member.Enabled,
        AccountState = member.AccountState,
        AccountStateUntil = member.AccountStateUntil,
        DistinguishedName = member.DistinguishedName,
        GroupPath = member.GroupPath.Count == 0 ? null : member.GroupPath,
        Attributes = Sorted(member.Attributes),
    };

    public GroupMember ToMember()
    {
        var member = new GroupMember
        {
            Id = Id,
            UserName = UserName,
            Email = Email,
            FirstName = FirstName,
            LastName = LastName,
            DisplayName = DisplayName,
            Enabled = Enabled,
            AccountState = AccountState,
            AccountStateUntil = AccountStateUntil,
            DistinguishedName = DistinguishedName,
            GroupPath = GroupPath ?? [],
        };
        return Attributes is null ? member : member with { Attributes = Attributes };
    }

    /// <summary>One person by themselves, as the columns called <c>profile</c> hold them.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SnapshotJson.Compact.StoredMember);

    private static IReadOnlyDictionary<string, IReadOnlyList<string>>? Sorted(
        IReadOnlyDictionary<string, IReadOnlyList<string>> attributes) => attributes.Count switch
        {
            0 => null,
            1 => attributes,
            _ => new SortedDictionary<string, IReadOnlyList<string>>(
                attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value, StringComparer.Ordinal),
                StringComparer.Ordinal),
        };
}
