namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>What came of making a plan.</summary>
/// <param name="Run">The dry run that the plan was made from.</param>
/// <param name="Plan">The plan; <see langword="null"/> where the run was stopped before it had compared everything.</param>
public sealed record PlanningResult(SyncRun Run, SyncPlan? Plan);
