using System.Globalization;
using LdapVendorSync.Core.History;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Cli.Tests.Chaos.Oracle;

/// <summary>Reads the journal past the product, and finds the requests that it does not know of.</summary>
/// <param name="stateFolder">Where the journal is.</param>
/// <param name="scratchFolder">Where a copy is looked at: looking at the file itself might tidy up what a crash left.</param>
internal sealed class JournalOracle(string stateFolder, string scratchFolder)
{
    private const string File = "history.db";
    private const string Changes = """
        SELECT id, vendor, vendor_group, operation, vendor_id, match_key, intended_at, outcome, finished_at FROM changes WHERE id > $after
        """;

    // The journal's times end with milliseconds.
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(2);

    /// <summary>The last entry; 0 where there is no journal that could be read.</summary>
    public long LastId()
    {
        try
        {
            return Read(0).Select(entry => entry.Id).DefaultIfEmpty().Max();
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    /// <summary>The entries behind one.</summary>
    public IReadOnlyList<JournalLine> Read(long after)
    {
        if (!System.IO.File.Exists(Path.Combine(stateFolder, File)))
            return [];
        Copy();
        var source = new SqliteConnectionStringBuilder { DataSource = Path.Combine(scratchFolder, File), Pooling = false };
        using var connection = new SqliteConnection(source.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Changes;
        command.Parameters.AddWithValue("$after", after);
        using var row = command.ExecuteReader();
        var lines = new List<JournalLine>();
        while (row.Read())
            lines.Add(LineOf(row));
        return lines;
    }

    /// <summary>The requests without an entry that was there when they arrived and not concluded before.</summary>
    /// <param name="writes">What the vendors got.</param>
    /// <param name="lines">What the runs of that time recorded.</param>
    /// <param name="clockIsSound">Whether the run's clock went as that of the vendors.</param>
    public static IEnumerable<Violation> FindLost(IEnumerable<VendorWrite> writes, IReadOnlyList<JournalLine> lines, bool clockIsSound)
    {
        var known = lines.ToLookup(line => (line.Vendor, line.Operation, GroupOf(line.Operation, line.Group)));
        foreach (var write in writes)
        {
            var entries = known[(write.Vendor, write.Operation, GroupOf(write.Operation, write.Group))].Where(line => Concerns(line, write)).ToList();
            if (entries.Count == 0)
                yield return new Violation(Promise.NoLostJournalEntry, $"{write} is not in the journal");
            else if (clockIsSound && !entries.Exists(line => WasOpen(line, write.At)))
                yield return new Violation(Promise.NoLostJournalEntry, $"{write} was not in the journal when it arrived");
        }
    }

    // Of an account's change the journal may name the group by which it came about; the request names none.
    private static string? GroupOf(JournalOperation operation, string? group) =>
        operation is JournalOperation.AddMember or JournalOperation.RemoveMember ? group : null;

    private static bool Concerns(JournalLine line, VendorWrite write) => write.Operation == JournalOperation.CreateUser
        ? line.MatchKey?.EndsWith($"={write.UserName}", StringComparison.OrdinalIgnoreCase) == true
        : line.AccountId == write.AccountId;

    private static bool WasOpen(JournalLine line, DateTimeOffset at) =>
        line.IntendedAt <= at + Precision && (line.FinishedAt is null || line.FinishedAt >= at - Precision);

    private static JournalLine LineOf(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : row.GetString(2),
        Enum.Parse<JournalOperation>(row.GetString(3)),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        Time(row.GetString(6)),
        row.IsDBNull(7) ? null : row.GetString(7),
        row.IsDBNull(8) ? null : Time(row.GetString(8)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private void Copy()
    {
        Directory.CreateDirectory(scratchFolder);
        foreach (var file in Directory.GetFiles(scratchFolder))
            System.IO.File.Delete(file);
        foreach (var file in Directory.GetFiles(stateFolder, $"{File}*").Where(IsLive))
            System.IO.File.Copy(file, Path.Combine(scratchFolder, Path.GetFileName(file)));
    }

    // The shared index of the log is made anew from the log itself.
    private static bool IsLive(string path) => Path.GetFileName(path) is File or $"{File}-wal";
}

/// <summary>A change as the journal has it.</summary>
internal sealed record JournalLine(
    long Id,
    string Vendor,
    string? Group,
    JournalOperation Operation,
    string? AccountId,
    string? MatchKey,
    DateTimeOffset IntendedAt,
    string? Outcome,
    DateTimeOffset? FinishedAt)
{
    /// <summary>Whether nobody knows what became of it.</summary>
    public bool IsOpen => Outcome is null or "Unknown";
}
