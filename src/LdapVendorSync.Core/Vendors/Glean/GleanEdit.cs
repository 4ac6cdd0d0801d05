using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>One change as it is to be made: what becomes of one account and its memberships.</summary>
internal sealed class GleanEdit(BatchChange change)
{
    /// <summary>The change that was asked for.</summary>
    public BatchChange Change { get; } = change;

    /// <summary>Why it is not made, or failed; <see langword="null"/> while it has not.</summary>
    public VendorException? Failure { get; set; }

    /// <summary>The account as it was remembered; <see langword="null"/> for a new one.</summary>
    public RememberedAccount? Before { get; init; }

    /// <summary>The account as it shall be; <see langword="null"/> where there is nothing to do.</summary>
    public GroupMember? After { get; init; }

    /// <summary>The groups that the account comes into.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The groups that it is taken out of.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Whether it is in no group afterwards, so that nothing of it remains.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>Whether the people of Glean change.</summary>
    public bool TouchesPeople { get; init; }

    /// <summary>The teams that change, or that are to be told again.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>Whether an address that Glean knows somebody by goes.</summary>
    public bool TakesAddressAway => Removed.Count > 0 || HasOtherAddress;

    /// <summary>Whether the person gets another address, which to Glean is another person.</summary>
    public bool HasOtherAddress =>
        Before is not null && After is not null && GleanFields.AddressKey(Before.Account) != GleanFields.AddressKey(After);

    /// <summary>What is remembered before anything is sent: whatever Glean may then have is in doubt.</summary>
    public VendorMemoryChange Begin() => After is not { } after ? new VendorMemoryChange() : new VendorMemoryChange
    {
        Accounts = TouchesPeople || Before is null ? [new RememberedAccount(after, IsInDoubt: TouchesPeople)] : [],
        Memberships = [.. Added.Concat(Removed).Select(group => new RememberedMembership(group, after.Id, IsInDoubt: true))],
    };

    /// <summary>
    /// What is remembered before somebody's new address is sent where the old one is to be deleted after it: they are known by the old one, and
    /// in doubt, until that was done.
    /// </summary>
    public VendorMemoryChange BeginWithOldAddress() => Begin() with { Accounts = [Before! with { IsInDoubt = true }] };

    /// <summary>Whether the teams were told is in doubt.</summary>
    public VendorMemoryChange DoubtTeams() => new()
    {
        Memberships = [.. Teams.Except(Removed).Select(team => new RememberedMembership(team, After!.Id, IsInDoubt: true))],
    };

    /// <summary>What is remembered once people are confirmed, and teams are not yet.</summary>
    public VendorMemoryChange ConfirmPeople() => Confirm() with
    {
        Accounts = After is null ? [] : [new RememberedAccount(After)],
        ForgottenAccounts = [],
        Memberships = Memberships(Added.Where(group => group == GleanGroups.PeopleId)),
        ForgottenMemberships = Memberships(Removed.Where(group => group == GleanGroups.PeopleId)),
    };

    /// <summary>What is remembered once one team is confirmed.</summary>
    public VendorMemoryChange ConfirmTeam(string team) => Confirm() with
    {
        Accounts = TouchesPeople || Removed.Count > 0 ? [] : Confirm().Accounts,
        ForgottenAccounts = [],
        Memberships = Memberships(Added.Where(group => group == team)),
        ForgottenMemberships = Memberships(Removed.Where(group => group == team)),
    };

    /// <summary>What is remembered once Glean has confirmed all of it.</summary>
    public VendorMemoryChange Confirm() => After is not { } after ? new VendorMemoryChange() : new VendorMemoryChange
    {
        Accounts = IsForgotten ? [] : [new RememberedAccount(after, IsInDoubt: !TouchesPeople && Before?.IsInDoubt == true)],
        ForgottenAccounts = IsForgotten ? [after.Id] : [],
        Memberships = IsForgotten ? [] : Memberships(Added),
        ForgottenMemberships = Memberships(Removed),
    };

    /// <summary>What is remembered where it is certain that Glean took nothing of it.</summary>
    /// <param name="state">The state before the change.</param>
    public VendorMemoryChange TakeBack(GleanState state) => After is not { } after ? new VendorMemoryChange() : new VendorMemoryChange
    {
        Accounts = Before is null ? [] : [Before],
        ForgottenAccounts = Before is null ? [after.Id] : [],
        Memberships = Before is null ? [] :
        [
            .. Added.Concat(Removed)
                .Where(group => state.IsMember(group, after.Id))
                .Select(group => new RememberedMembership(group, after.Id, state.IsMembershipInDoubt(group, after.Id))),
        ],
        ForgottenMemberships = Memberships(Added.Where(group => !state.IsMember(group, after.Id))),
    };

    private List<RememberedMembership> Memberships(IEnumerable<string> groups) =>
        [.. groups.Select(group => new RememberedMembership(group, After!.Id))];
}
