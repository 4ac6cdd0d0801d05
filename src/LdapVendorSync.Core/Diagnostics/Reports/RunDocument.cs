using System.Text.Json.Serialization;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>A run in JSON. Names and order are a contract with whoever reads the file; durations are in seconds, times are UTC.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Status">A <see cref="SyncStatus"/>.</param>
/// <param name="ExitCode">A <see cref="SyncExitCode"/>, as the process gives it.</param>
/// <param name="Error">What stopped the whole run.</param>
/// <param name="SetAsideHistory">Where a damaged history was moved; left out where none was.</param>
/// <param name="Totals">The counts over all vendors.</param>
/// <param name="Vendors">The vendors, in the order of the config.</param>
/// <param name="Changes">Every change with its outcome, made as they are written.</param>
/// <param name="Plan">What was made of the plan; left out of a run that was given none.</param>
/// <param name="Undo">What was made of the run that was to be undone; left out of a run that was to undo none.</param>
internal sealed record RunDocument(
    string RunId,
    DateTime StartedAt,
    DateTime FinishedAt,
    double DurationSeconds,
    bool DryRun,
    SyncStatus Status,
    int ExitCode,
    string? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SetAsideHistory,
    SyncTotals Totals,
    IEnumerable<VendorDocument> Vendors,
    IEnumerable<ChangeDocument> Changes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PlanUse? Plan,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UndoUse? Undo)
{
    public static RunDocument Of(SyncRun run) => new(
        run.RunId,
        run.StartedAt.UtcDateTime,
        run.FinishedAt.UtcDateTime,
        Seconds(run.Duration),
        run.DryRun,
        run.Status,
        (int)run.ExitCode,
        run.Error,
        run.SetAsideHistory,
        run.Totals,
        run.Vendors.Select(VendorDocument.Of),
        run.Changes.Select(ChangeDocument.Of),
        run.Plan,
        run.Undo);

    internal static double Seconds(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);
}

/// <summary>A vendor of a run in JSON.</summary>
internal sealed record VendorDocument(string Name, SyncStatus Status, string? Error, IEnumerable<GroupDocument> Groups)
{
    public static VendorDocument Of(VendorRun vendor) =>
        new(vendor.Name, vendor.Status, vendor.Error, vendor.Groups.Select(GroupDocument.Of));
}

/// <summary>A mapping of a run in JSON.</summary>
internal sealed record GroupDocument(
    string Source,
    string Vendor,
    int? SourceMembers,
    int? VendorMembers,
    CompletenessStatus Completeness,
    IReadOnlyList<string> Reasons,
    string? Error,
    int Added,
    int Removed,
    int Updated,
    int Unchanged,
    int Failed,
    int Skipped,
    int Blocked,
    IReadOnlyList<string> BlockedBy,
    double DurationSeconds)
{
    public static GroupDocument Of(GroupRun group) => new(
        group.Mapping.SourceGroup,
        group.Mapping.VendorGroup,
        group.SourceMembers,
        group.VendorMembers,
        group.Completeness,
        group.Reasons,
        group.Error,
        group.Totals.Added,
        group.Totals.Removed,
        group.Totals.Updated,
        group.Totals.Unchanged,
        group.Totals.Failed,
        group.Totals.Skipped,
        group.Totals.Blocked,
        group.BlockedBy,
        RunDocument.Seconds(group.Duration));
}

/// <summary>A change of a run in JSON.</summary>
internal sealed record ChangeDocument(
    string Vendor,
    string Group,
    ChangeAction Action,
    string User,
    IReadOnlyList<AttributeDifference> Differences,
    ChangeResult Outcome,
    string? Error)
{
    public static ChangeDocument Of(ChangeOutcome outcome) => new(
        outcome.Change.Vendor,
        outcome.Change.Group,
        outcome.Change.Action,
        outcome.Change.User,
        outcome.Change.Differences,
        outcome.Result,
        outcome.Error());
}
