using System.Collections.ObjectModel;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// What of a <see cref="GroupMember"/> most members of a read have alike. Those who have nothing of their own here share one object,
/// so that a member who is only a name costs no room for the rest.
/// </summary>
internal sealed record MemberDetails
{
    /// <summary>No attributes: one for everybody, so that nobody can fill it.</summary>
    public static readonly ReadOnlyDictionary<string, IReadOnlyList<string>> NoAttributes =
        new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase));

    public GroupRead? Read { get; init; }

    public bool? Enabled { get; init; }

    public AccountState? AccountState { get; init; }

    public DateTimeOffset? AccountStateUntil { get; init; }

    public IReadOnlyList<string> GroupPath { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; init; } = NoAttributes;

    private bool IsShared => AccountStateUntil is null && GroupPath.Count == 0 && ReferenceEquals(Attributes, NoAttributes);

    public MemberDetails WithRead(GroupRead? read) => IsShared ? Shared(read, Enabled, AccountState) : this with { Read = read };

    public MemberDetails WithEnabled(bool? enabled) => IsShared ? Shared(Read, enabled, AccountState) : this with { Enabled = enabled };

    public MemberDetails WithAccountState(AccountState? state) => IsShared ? Shared(Read, Enabled, state) : this with { AccountState = state };

    private static MemberDetails Shared(GroupRead? read, bool? enabled, AccountState? state) =>
        (read?.Details ?? SharedDetails.WithoutRead).Get(enabled, state);
}
