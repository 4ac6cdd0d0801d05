using System.Globalization;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.History;

/// <summary>Who begins which run.</summary>
public sealed record RunStart
{
    private const string InstantFormat = "yyyyMMdd'T'HHmmss.fff'Z'";

    /// <summary>The run's id, unique and sorting by time as text (<see cref="NewId"/>).</summary>
    public required string Id { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The host it runs on.</summary>
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>The account it runs under.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>Its process.</summary>
    public int ProcessId { get; init; } = Environment.ProcessId;

    /// <summary>What was asked for: <c>sync</c>, <c>Sync-VendorGroup</c>. Without arguments that could hold a secret.</summary>
    public string? Command { get; init; }

    /// <summary>Whether it changes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether the limits over removals are lifted.</summary>
    public bool AllowRemovals { get; init; }

    /// <summary>The run that it undoes; <see langword="null"/> where it undoes none.</summary>
    public string? UndoOf { get; init; }

    /// <summary>The config file, if any.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>A hash of the config without its secrets.</summary>
    public string? ConfigHash { get; init; }

    /// <summary>An id for a run: the instant in UTC and a random part, for example <c>20260728T101530.123Z-9f86d081</c>.</summary>
    public static string NewId(DateTimeOffset startedAt) =>
        $"{startedAt.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>
    /// The same run under an id that sorts behind another one, however the clock was set meanwhile: what was last is found by the order of
    /// the ids.
    /// </summary>
    /// <param name="latest">The latest id so far.</param>
    public RunStart After(string latest)
    {
        if (string.CompareOrdinal(Id, latest) > 0)
            return this;
        var isKnown = DateTimeOffset.TryParseExact(
            latest.Split('-')[0], InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
        return isKnown ? this with { Id = NewId(instant.AddMilliseconds(1)) } : this;
    }
}

/// <summary>A run as the history knows it.</summary>
/// <param name="Start">Who began it.</param>
/// <param name="FinishedAt">When it ended; <see langword="null"/> while it runs, and for ever if it was killed.</param>
/// <param name="Status">What became of it; <see langword="null"/> like <paramref name="FinishedAt"/>.</param>
/// <param name="ExitCode">Its exit code; <see langword="null"/> like <paramref name="FinishedAt"/>.</param>
/// <param name="Error">What stopped the whole run; <see langword="null"/> where nothing did.</param>
/// <param name="Totals">The counts; all zero like <paramref name="FinishedAt"/>.</param>
public sealed record RunRecord(
    RunStart Start, DateTimeOffset? FinishedAt, SyncStatus? Status, SyncExitCode? ExitCode, string? Error, SyncTotals Totals)
{
    /// <summary>The run's id.</summary>
    public string RunId => Start.Id;

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt => Start.StartedAt;

    /// <summary>How long it took; <see langword="null"/> like <see cref="FinishedAt"/>.</summary>
    public TimeSpan? Duration => FinishedAt - Start.StartedAt;
}
