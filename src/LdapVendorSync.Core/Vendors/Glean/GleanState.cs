using System.Collections.Concurrent;
using System.Collections.Immutable;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>What Glean was last told: people, teams and who is in them. Immutable: a change makes another one.</summary>
internal sealed class GleanState
{
    private readonly ConcurrentDictionary<string, ILookup<MatchKey?, GroupMember>> _byKey = new(StringComparer.OrdinalIgnoreCase);

    private ImmutableDictionary<string, RememberedAccount> Accounts { get; init; } = ImmutableDictionary<string, RememberedAccount>.Empty;

    // To whether the membership is in doubt.
    private ImmutableDictionary<string, ImmutableDictionary<string, bool>> Memberships { get; init; } =
        ImmutableDictionary<string, ImmutableDictionary<string, bool>>.Empty;

    private ImmutableDictionary<string, VendorGroup> KnownGroups { get; init; } = ImmutableDictionary<string, VendorGroup>.Empty;

    private ImmutableDictionary<string, RememberedUpload> Uploads { get; init; } = ImmutableDictionary<string, RememberedUpload>.Empty;

    /// <summary>The teams, by their id.</summary>
    public IEnumerable<VendorGroup> Groups => KnownGroups.Values.OrderBy(group => group.Id, StringComparer.Ordinal);

    /// <summary>Everybody whom Glean was told of.</summary>
    public IEnumerable<RememberedAccount> Everybody => Accounts.Values;

    /// <summary>Whether nothing at all is known: Glean was never told anything, or the history was lost.</summary>
    public bool IsEmpty => Accounts.IsEmpty && KnownGroups.IsEmpty && Uploads.IsEmpty;

    /// <summary>What is remembered.</summary>
    public static GleanState Of(VendorMemoryContent content) => new GleanState().With(new VendorMemoryChange
    {
        Accounts = content.Accounts,
        Groups = content.Groups,
        Memberships = content.Memberships,
        Uploads = content.Uploads,
    });

    /// <summary>Where the uploads of a part stand; <see langword="null"/> where there was none.</summary>
    public RememberedUpload? UploadOf(string part) => Uploads.GetValueOrDefault(part);

    /// <summary>Whether it is known what Glean has of a part, because Glean confirmed that it has nothing but what we sent.</summary>
    public bool IsConfirmed(string part) => ConfirmedAt(part) is not null;

    /// <summary>
    /// When Glean last confirmed a part. Who knows all teams knows each: until they went one by one once, that is when they were uploaded.
    /// </summary>
    public DateTimeOffset? ConfirmedAt(string part) =>
        UploadOf(part)?.ConfirmedAt ?? (part == GleanGroups.SingleTeams ? UploadOf(GleanGroups.Teams)?.ConfirmedAt : null);

    /// <summary>Whether the next upload of a part has to discard one that was left unfinished.</summary>
    public bool MustRestart(string part, GleanSettings settings) => settings.ForceRestartUpload || UploadOf(part)?.IsOpen == true;

    /// <summary>The account with an id; <see langword="null"/> where there is none.</summary>
    public RememberedAccount? Find(string accountId) => Accounts.GetValueOrDefault(accountId);

    /// <summary>The accounts that have a match key.</summary>
    public IReadOnlyList<GroupMember> Find(MatchKey key) =>
        [.. _byKey.GetOrAdd(key.Attribute, attribute => Everybody.ToLookup(known => MatchKey.Of(known.Account, attribute), known => known.Account))[key]];

    /// <summary>The team with an id or a name, in any case; <see langword="null"/> where there is none.</summary>
    public VendorGroup? FindGroup(string name) =>
        KnownGroups.Values.FirstOrDefault(group => Means(group.Id, name)) ?? KnownGroups.Values.FirstOrDefault(group => Means(group.Name, name));

    /// <summary>Whether an account is in a group.</summary>
    public bool IsMember(string groupId, string accountId) => MembershipsOf(groupId).ContainsKey(accountId);

    /// <summary>The groups that an account is in.</summary>
    public IEnumerable<string> GroupsOf(string accountId) =>
        Memberships.Where(group => group.Value.ContainsKey(accountId)).Select(group => group.Key);

    /// <summary>The accounts of a group, by their address.</summary>
    public IReadOnlyList<GroupMember> MembersOf(string groupId) =>
        [.. MembershipsOf(groupId).Keys.Select(id => Accounts[id].Account).OrderBy(account => account.Email, StringComparer.Ordinal)];

    /// <summary>How many are in a group.</summary>
    public int CountOf(string groupId) => MembershipsOf(groupId).Count;

    /// <summary>Whether Glean may see a membership, or the account itself, otherwise than it is remembered.</summary>
    public bool IsInDoubt(string groupId, string accountId) => Accounts[accountId].IsInDoubt || MembershipsOf(groupId)[accountId];

    /// <summary>Whether Glean may not see a membership as it is remembered.</summary>
    public bool IsMembershipInDoubt(string groupId, string accountId) => MembershipsOf(groupId).GetValueOrDefault(accountId);

    /// <summary>The state after a change, by the rules of <see cref="VendorMemoryChange"/>.</summary>
    public GleanState With(VendorMemoryChange change)
    {
        var memberships = Memberships.ToBuilder();
        foreach (var gone in change.ForgottenMemberships)
            memberships[gone.GroupId] = memberships.GetValueOrDefault(gone.GroupId, NoMembers).Remove(gone.AccountId);
        foreach (var groupId in change.ForgottenAccounts.Count > 0 ? memberships.Keys.ToList() : [])
            memberships[groupId] = memberships[groupId].RemoveRange(change.ForgottenAccounts);
        foreach (var group in change.Memberships.GroupBy(membership => membership.GroupId))
        {
            memberships[group.Key] = memberships.GetValueOrDefault(group.Key, NoMembers)
                .SetItems(group.Select(membership => KeyValuePair.Create(membership.AccountId, membership.IsInDoubt)));
        }

        return new GleanState
        {
            Accounts = Accounts.RemoveRange(change.ForgottenAccounts)
                .SetItems(change.Accounts.Select(account => KeyValuePair.Create(account.Account.Id, account))),
            Memberships = memberships.ToImmutable(),
            KnownGroups = KnownGroups.SetItems(change.Groups.Select(group => KeyValuePair.Create(group.Id, group))),
            Uploads = Uploads.SetItems(change.Uploads.Select(upload => KeyValuePair.Create(upload.Part, upload))),
        };
    }

    /// <summary>A change that forgets, in addition, the accounts that are in no group after it: nothing of them remains at Glean.</summary>
    public VendorMemoryChange WithoutTheLonely(VendorMemoryChange change)
    {
        var after = With(change);
        var lonely = change.ForgottenMemberships
            .Select(membership => membership.AccountId)
            .Where(id => after.Find(id) is not null && !after.GroupsOf(id).Any())
            .ToHashSet(StringComparer.Ordinal);
        return lonely.Count == 0 ? change : change with
        {
            Accounts = [.. change.Accounts.Where(account => !lonely.Contains(account.Account.Id))],
            ForgottenAccounts = [.. change.ForgottenAccounts, .. lonely],
        };
    }

    private static ImmutableDictionary<string, bool> NoMembers => ImmutableDictionary<string, bool>.Empty;

    private ImmutableDictionary<string, bool> MembershipsOf(string groupId) => Memberships.GetValueOrDefault(groupId, NoMembers);

    private static bool Means(string known, string name) => known.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase);
}
