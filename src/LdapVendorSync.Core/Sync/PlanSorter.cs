using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Settles of a mapping's plan what depends on the vendor as a whole: who speaks for an account, what the vendor can do and may do, who
/// comes last.
/// </summary>
/// <param name="provider">The vendor.</param>
/// <param name="settings">Its settings.</param>
/// <param name="accounts">Its accounts in this run.</param>
/// <param name="authority">Who may change profiles.</param>
/// <param name="lastTimeFailed">
/// The ids of people and accounts of whom a change failed in the last run: they come last, so that they cannot starve the others when the
/// vendor is given up.
/// </param>
internal sealed class PlanSorter(
    IVendorProvider provider,
    VendorSettings settings,
    AccountDirectory accounts,
    ProfileAuthority authority,
    IReadOnlySet<string> lastTimeFailed)
{
    /// <summary>Leaves in a mapping's plan what is to be done, in its order.</summary>
    public void Sort(MappingRun run)
    {
        if (run.Plan is not { } plan)
            return;
        if (!provider.Capabilities.ChangeMemberships)
        {
            run.Plan = ReadOnlyVendor.Skip(run, plan);
            return;
        }

        plan = WithoutAccountsOfOthers(plan);
        foreach (var pair in plan.Matched)
            authority.Observe(pair.Vendor.Id, pair.Source.Read?.System ?? run.Mapping.Policy.Source);

        var updates = plan.Updates.Where(change => CanUpdate(run, change) && authority.TryClaim(change)).ToList();
        var removals = plan.Removals
            .AsItDoes(provider, run.Target?.Group)
            .Where(change => CanRemove(run, change) && (change.Action != ChangeAction.Disable || authority.TryClaim(change)))
            .ToList();
        run.Plan = plan with
        {
            Adds = LastTimeFailedLast(plan.Adds),
            Updates = LastTimeFailedLast(updates),
            Removals = LastTimeFailedLast(removals),
            Unchanged = plan.Unchanged + plan.Updates.Count - updates.Count + plan.Removals.Count - removals.Count,
        };
        if (run.Approval is { } approval)
            run.Plan = approval.Narrow(run.Plan);
        if (run.Plan.HeldAdditions is not { } held)
            return;
        foreach (var change in held.Changes)
            run.Record(new ChangeOutcome(change, ChangeResult.Blocked, $"Held by the rule '{held.Rule}'.") { Rule = held.Rule });
    }

    // Mappings are planned ahead of the links of those before them, so that each may have recognised another person by one account.
    private MappingPlan WithoutAccountsOfOthers(MappingPlan plan)
    {
        var doubtful = plan.Matched.Where(pair => !accounts.TryClaim(pair.Source, pair.Vendor.Id)).ToList();
        if (doubtful.Count == 0)
            return plan;
        var ids = doubtful.Select(pair => pair.Vendor.Id).ToHashSet(StringComparer.Ordinal);
        var touched = plan.Updates.Select(change => change.VendorMember!.Id).ToHashSet(StringComparer.Ordinal);
        return plan with
        {
            Matched = [.. plan.Matched.Where(pair => !ids.Contains(pair.Vendor.Id))],
            Updates = [.. plan.Updates.Where(change => !ids.Contains(change.VendorMember!.Id))],
            Unchanged = plan.Unchanged - ids.Count(id => !touched.Contains(id)),
            Wanted = [.. plan.Wanted, .. doubtful.Select(pair => pair.Source)],
            Problems = [.. plan.Problems, .. doubtful.Select(OfAnother)],
        };
    }

    private static IdentityProblem OfAnother(MatchedMember pair) => new(
        IdentityProblemKind.AccountOfAnother,
        pair.Source,
        $"'{pair.Source.Label}' fits the account '{pair.Vendor.Label}' (id '{pair.Vendor.Id}'), which already belongs to another person of this run.",
        ReadSide.Source);

    private List<MembershipChange> LastTimeFailedLast(IEnumerable<MembershipChange> changes) => [.. changes.OrderBy(change =>
        lastTimeFailed.Contains(change.VendorMember?.Id ?? SourceIdentity.Unqualify(change.SourceMember!.Id)))];

    private bool CanUpdate(MappingRun run, MembershipChange change) =>
        change.Action != ChangeAction.Update || provider.Capabilities.UpdateUsers || Withhold(
            run,
            change,
            "Profiles differ, but this vendor cannot update accounts. Set update_users: false to say that this is known.",
            ChangeRules.UpdateUsers);

    private bool CanRemove(MappingRun run, MembershipChange change)
    {
        // Also of a deletion that was handed in, or at a vendor of which it turns out only now that it deletes.
        if (change.Action == ChangeAction.Delete && !settings.AllowAccountDeletion)
            return Withhold(run, change, "The account would be deleted, and allow_account_deletion is false.", ChangeRules.AccountDeletion);
        return change.Action is not (ChangeAction.Remove or ChangeAction.Delete) || provider.Capabilities.RemoveMembers || Withhold(
            run, change, "Gone from the source, but the vendor's settings say that nobody is taken away.", ChangeRules.NobodyIsRemoved);
    }

    private static bool Withhold(MappingRun run, MembershipChange change, string why, string rule)
    {
        run.Note(why);
        run.Withheld.Add(new ChangeOutcome(change, ChangeResult.Skipped, why) { Rule = rule });
        return false;
    }
}
