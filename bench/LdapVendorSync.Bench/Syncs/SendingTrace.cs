using System.Globalization;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;
using static System.FormattableString;

namespace LdapVendorSync.Bench.Syncs;

/// <summary>When a run did what while it sent changes, as its journal and its log have it.</summary>
/// <param name="Intents">From the first intent that was recorded to the last.</param>
/// <param name="Outcomes">From the first intent to the last outcome that was recorded.</param>
/// <param name="Log">From the first line about a change to the last.</param>
internal sealed record SendingTrace(TimeSpan Intents, TimeSpan Outcomes, TimeSpan Log)
{
    private const string LogTime = "yyyy-MM-dd HH:mm:ss.fff";

    /// <summary>Reads it.</summary>
    /// <param name="state">The folder of the history.</param>
    /// <param name="logs">The folder of the log.</param>
    public static SendingTrace Read(DirectoryInfo state, DirectoryInfo logs)
    {
        using var session = SqliteSession.Open(
            Path.Combine(state.FullName, "history.db"), SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(1));
        var (first, lastIntent, lastOutcome) = session.Query(
            "SELECT min(intended_at) AS first, max(intended_at) AS intent, max(finished_at) AS outcome FROM changes",
            row => (row.Time("first"), row.Time("intent"), row.Time("outcome"))).Single();
        var told = logs.EnumerateFiles()
            .SelectMany(file => File.ReadLines(file.FullName))
            .Where(line => line.EndsWith(": Applied", StringComparison.Ordinal))
            .Select(line => DateTime.ParseExact(line.AsSpan(0, LogTime.Length), LogTime, CultureInfo.InvariantCulture))
            .ToList();
        return new SendingTrace(lastIntent - first, lastOutcome - first, told.Max() - told.Min());
    }

    /// <summary>As steps of a profile.</summary>
    public IEnumerable<ProfileStep> ToProfile() =>
    [
        new("journal, from the first intent to the last", Invariant($"{Intents.TotalSeconds:0.000} s")),
        new("journal, from the first intent to the last outcome", Invariant($"{Outcomes.TotalSeconds:0.000} s")),
        new("log, from the first change to the last", Invariant($"{Log.TotalSeconds:0.000} s")),
    ];
}
