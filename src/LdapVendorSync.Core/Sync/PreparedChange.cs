using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>A change that can be sent together with others.</summary>
/// <param name="Change">The change, with its account where there is one.</param>
/// <param name="Add">How an addition was prepared; <see langword="null"/> for any other change.</param>
internal sealed record PreparedChange(MembershipChange Change, PreparedAdd? Add)
{
    /// <summary>Whether adding makes the account.</summary>
    public bool MakesAccount => Add?.MakesAccount == true;

    /// <summary>The change as a provider takes it.</summary>
    public BatchChange ToBatchChange(ChangeAction action) => new(
        action,
        (MakesAccount ? Change.SourceMember : Change.VendorMember)!,
        Change.Action == ChangeAction.Update ? Change.Differences : []);

    /// <summary>The outcome, with what was done for it before.</summary>
    public ChangeOutcome Told(ChangeOutcome outcome) =>
        Add is { IsCreated: true } || (MakesAccount && outcome.Result == ChangeResult.Applied) ? ChangeSender.AfterCreation(outcome) : outcome;
}
