using System.Globalization;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Diagnostics.Reports;

/// <summary>The sentences that reports and fronts use for a run's end.</summary>
public static class RunTexts
{
    // 128 and the number of the signal; only a process that was sent one ends with it.
    private const SyncExitCode CancelledBySigterm = (SyncExitCode)143;

    /// <summary>What an exit code means.</summary>
    public static string Describe(SyncExitCode exitCode) => exitCode switch
    {
        SyncExitCode.Done => "Done.",
        SyncExitCode.Unexpected => "An unexpected error; the log has the details.",
        SyncExitCode.ConfigurationInvalid => "The configuration is invalid.",
        SyncExitCode.NoSourceReadable => "No source could be read; nothing was changed.",
        SyncExitCode.FinishedWithFailures => "Finished, but some people, groups or vendors failed.",
        SyncExitCode.RemovalsHeld => "Changes were held by a guard.",
        SyncExitCode.Locked => "Another run holds the lock.",
        SyncExitCode.PlanRefused => "The plan was refused.",
        SyncExitCode.ChangesPending => "Changes are pending.",
        SyncExitCode.Cancelled or CancelledBySigterm => "Cancelled.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Exit code {(int)exitCode}."),
    };

    /// <summary>What a status is called.</summary>
    public static string Describe(SyncStatus status) => status switch
    {
        SyncStatus.Succeeded => "succeeded",
        SyncStatus.CompletedWithFailures => "completed with failures",
        SyncStatus.Blocked => "changes held",
        SyncStatus.Failed => "failed",
        SyncStatus.Cancelled => "cancelled",
        _ => status.ToString(),
    };

    /// <summary>What the exit code of a run means, with what was held where something was.</summary>
    /// <param name="exitCode">The exit code.</param>
    /// <param name="changes">What became of the run's changes.</param>
    public static string Describe(SyncExitCode exitCode, IEnumerable<ChangeOutcome> changes) => exitCode == SyncExitCode.RemovalsHeld
        ? $"{Capitalise(Held(changes))} were held by a guard."
        : Describe(exitCode);

    /// <summary>What the status of a run or vendor is called, with what was held where something was.</summary>
    /// <param name="status">The status.</param>
    /// <param name="changes">What became of its changes.</param>
    public static string Describe(SyncStatus status, IEnumerable<ChangeOutcome> changes) =>
        status == SyncStatus.Blocked ? $"{Held(changes)} held" : Describe(status);

    /// <summary>A time for people, who may read it anywhere: <c>2026-03-04 05:06:07 UTC</c>.</summary>
    public static string Describe(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A duration for people: <c>0.42 s</c>, <c>1 min 5 s</c>, <c>2 h 3 min</c>.</summary>
    public static string Describe(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };

    // What is held may also give access: additions wait where an excluded group cannot be believed.
    private static string Held(IEnumerable<ChangeOutcome> changes)
    {
        var held = changes.Where(outcome => outcome.Result == ChangeResult.Blocked).ToLookup(outcome => outcome.Change.IsRemoval);
        return (held.Contains(false), held.Contains(true)) switch
        {
            (true, true) => "additions and removals",
            (true, false) => "additions",
            (false, true) => "removals",
            _ => "changes",
        };
    }

    private static string Capitalise(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
