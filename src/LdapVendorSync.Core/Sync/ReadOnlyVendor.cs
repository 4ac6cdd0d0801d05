using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>What a run does at a vendor that can only be read: it tells what is due.</summary>
internal static class ReadOnlyVendor
{
    private const string Why = "This vendor can only be read.";

    /// <summary>Records every change of a mapping as skipped.</summary>
    /// <returns>What is left to do: nothing.</returns>
    public static MappingPlan Skip(MappingRun run, MappingPlan plan)
    {
        List<MembershipChange> due = [.. plan.Adds, .. plan.HeldAdditions?.Changes ?? [], .. plan.Updates, .. plan.Removals];
        foreach (var change in due)
            run.Record(new ChangeOutcome(change, ChangeResult.Skipped, Why) { Rule = ChangeRules.ReadOnly });
        if (due.Count > 0)
            run.Note($"{Why} {due.Count} change(s) are due there, which a sync does not make.");
        return plan with { Adds = [], HeldAdditions = null, Updates = [], Removals = [] };
    }
}
