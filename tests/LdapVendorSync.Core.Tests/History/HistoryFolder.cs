using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>A folder of its own with a history in it; gone after the test.</summary>
public sealed class HistoryFolder : IDisposable
{
    public static readonly MappingReference Mapping = new("corp", "cn=eng,ou=groups,dc=example,dc=org", "wiki", "Engineering");

    public string Folder { get; } = Directory.CreateTempSubdirectory("lvs-history-").FullName;

    public string Database => Path.Combine(Folder, "state", "history.db");

    public Task<HistoryDatabase> OpenAsync(TimeProvider? timeProvider = null) =>
        HistoryDatabase.OpenAsync(Database, timeProvider ?? TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    public async Task<HistoryDatabase> OpenWithRunAsync(string runId, bool dryRun = false)
    {
        var history = await OpenAsync();
        await BeginAsync(history, runId, dryRun);
        return history;
    }

    public static Task BeginAsync(HistoryDatabase history, string runId, bool dryRun = false) => history.Runs.BeginRunAsync(
        new RunStart { Id = runId, StartedAt = DateTimeOffset.UtcNow, DryRun = dryRun }, CancellationToken.None);

    public static JournalIntent Intent(string person, string target = "sqlite:wiki") => new()
    {
        Target = target,
        Vendor = "wiki",
        Group = "Engineering",
        Operation = JournalOperation.AddMember,
        Source = "corp",
        SourceId = $"uuid-{person}",
        Person = person,
        MatchKey = $"userName={person}",
        Reason = $"{person} is in cn=eng and not in Engineering",
    };

    /// <summary>Makes a history with a run, <c>filled</c>, and enough changes for several pages.</summary>
    public async Task FillAsync()
    {
        await using var history = await OpenWithRunAsync("filled");
        var intents = Enumerable.Range(0, 200).Select(i => Intent($"person{i}")).ToList();
        await history.Journal.RecordIntentsAsync("filled", intents, CancellationToken.None);
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Opens the file as another program would.</summary>
    public SqliteConnection OpenRaw()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
