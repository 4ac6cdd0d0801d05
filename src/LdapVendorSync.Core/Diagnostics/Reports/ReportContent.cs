using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>What a report tells: a run, or a plan, which is told as the run that it asks for.</summary>
public sealed record ReportContent
{
    private ReportContent(SyncRun run) => Run = run;

    /// <summary>The run.</summary>
    public SyncRun Run { get; }

    /// <summary>The plan, where the report is one of a plan.</summary>
    public SyncPlan? Plan { get; private init; }

    /// <summary>How the last runs went, up to this one; empty where that is not known.</summary>
    public IReadOnlyList<TrendPoint> Trend { get; private init; } = [];

    /// <summary>The name of the report's files, without what tells the format.</summary>
    public string Name => Plan is null ? Run.RunId : $"plan-{Plan.Id}";

    /// <summary>The report of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="history">The last runs of the history, in any order, for the trend.</param>
    public static ReportContent Of(SyncRun run, params IEnumerable<RunRecord> history)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new ReportContent(run) { Trend = TrendPoint.Of(run, history) };
    }

    /// <summary>The report of a plan.</summary>
    public static ReportContent Of(SyncPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new ReportContent(PlannedRun.Of(plan)) { Plan = plan };
    }
}
