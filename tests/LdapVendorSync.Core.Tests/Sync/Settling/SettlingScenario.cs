using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync.Incremental;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.Sync.Settling;

/// <summary>A directory that tells what changed in it, a vendor that follows three of its groups, and runs between them.</summary>
internal sealed class SettlingScenario : IAsyncDisposable
{
    /// <summary>The groups that the vendor follows, by number.</summary>
    public const int Groups = 3;

    private readonly SyncFolder _folder = new();

    private SettlingScenario(SlapdServer directory, VendorTestServer vendor)
    {
        Directory = directory;
        Vendor = vendor;
    }

    /// <summary>The directory.</summary>
    public SlapdServer Directory { get; }

    /// <summary>The vendor.</summary>
    public VendorTestServer Vendor { get; }

    /// <summary>The clock of the runs.</summary>
    public MovedClock Clock { get; } = new();

    /// <summary>Settings at the top of the configuration, as a line of YAML.</summary>
    public string Settings { get; set; } = string.Empty;

    /// <summary>A second source, and a vendor that follows a group of it, as settings; none where it is empty.</summary>
    public string OtherSource { get; init; } = string.Empty;

    /// <summary>Where the history is.</summary>
    public string HistoryPath => Path.Combine(_folder.Path, "state", "history.db");

    /// <summary>Starts both sides, which do not agree yet.</summary>
    public static async Task<SettlingScenario> StartAsync(string otherSource = "")
    {
        var directory = await SyncedDirectory.StartAsync();
        var vendor = await VendorTestServer.StartAsync();
        for (var group = 0; group < Groups; group++)
            vendor.Store.CreateGroup($"team{group}");
        return new SettlingScenario(directory, vendor) { OtherSource = otherSource };
    }

    /// <summary>Starts both sides, and runs until nothing is to do and a run has found that.</summary>
    public static async Task<SettlingScenario> StartSettledAsync()
    {
        var scenario = await StartAsync();
        await scenario.SettleAsync();
        return scenario;
    }

    /// <summary>Runs until nothing is to do and a run has found that: one makes the changes, one finds none.</summary>
    public async Task SettleAsync()
    {
        await RunAsync();
        await RunAsync();
    }

    /// <summary>Runs once.</summary>
    public Task<SyncRun> RunAsync(SyncOptions? options = null) =>
        new SyncRunner(Load(), new SyncEnvironment { TimeProvider = Clock })
            .RunAsync(options ?? new SyncOptions { AllowRemovals = true }, null, CancellationToken.None);

    /// <summary>Opens both sides as a run does.</summary>
    public SyncSession OpenSession() => new(Load(), new SyncEnvironment { TimeProvider = Clock });

    /// <summary>What a run would do that reads everything and compares everything.</summary>
    public Task<SyncRun> ForeseeAsync() => RunAsync(new SyncOptions { AllowRemovals = true, DryRun = true, FullRead = true });

    /// <summary>Whether a run compared nothing, because it knew that nothing is to do.</summary>
    public bool WasSettled(SyncRun run) => Ask(
        "SELECT count(*) FROM settled_mappings s JOIN runs r ON r.id = s.run_id WHERE s.run_id = $1 AND s.compared_at < r.started_at",
        run.RunId) == Groups;

    /// <summary>How many mappings a later run need not compare.</summary>
    public long Settled => Ask("SELECT count(*) FROM settled_mappings WHERE $1 = $1", string.Empty);

    /// <summary>Asks the history for a number.</summary>
    public long Ask(string sql, string value)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$1", value);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Changes the history behind the runs' back.</summary>
    /// <returns>How many rows were changed.</returns>
    public int ChangeHistory(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <summary>The names in a source group, as the directory has them.</summary>
    public async Task<IReadOnlyList<string>> ReadSourceAsync(int group)
    {
        await using var session = new SyncSession(Load(), new SyncEnvironment());
        var names = new List<string>();
        await foreach (var member in session.GetSource(null).ReadGroup(new(DirectorySeed.TeamDn(group)), CancellationToken.None))
            names.Add(member.UserName!);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>What a run came to, in a form in which two that came to the same are equal.</summary>
    public static string Describe(SyncRun run) => Regex.Replace(string.Join('\n',
    [
        $"{run.ExitCode} {run.Error}",
        .. run.Vendors.SelectMany(vendor => vendor.Groups).Select(Describe),
        .. run.Changes
            .Select(change => $"{change.Change.Action} {change.Change.Group} {change.Change.User}")
            .Order(StringComparer.Ordinal),
    ]), "request id \\S+", "request");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Vendor.DisposeAsync();
        await Directory.DisposeAsync();
        _folder.Dispose();
    }

    private static string Describe(GroupRun group) =>
        $"{group.Mapping.VendorGroup}: {group.SourceMembers} {group.VendorMembers} {group.Completeness} {group.Error} {group.Totals} "
        + $"{group.Unrecognised} {group.DoubtsSource} {string.Join('|', group.Reasons)} {string.Join('|', group.BlockedBy)}";

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={HistoryPath};Pooling=False");
        connection.Open();
        return connection;
    }

    private SyncConfiguration Load() => _folder.Load($"""
        sources:
          - name: directory
            type: ldap
        {Indented(SyncedDirectory.SourceOf(Directory), 4)}
        {OtherSourceSettings()}
        error_handling:
          max_retries: 1
          retry_wait_seconds: 0.01
        {Settings}
        vendor_apps:
          - name: App
            module: rest
            base_url: {Vendor.BaseUrl}
            groups:
        {string.Join('\n', Enumerable.Range(0, Groups).Select(group =>
            $"      - {{source: directory, source_group: '{DirectorySeed.TeamDn(group)}', vendor_group: team{group} }}"))}
        {OtherVendorSettings()}
        """).GetConfiguration();

    private string OtherSourceSettings() => OtherSource.Length == 0 ? string.Empty : $"  - name: other\n{Indented(OtherSource, 4)}";

    private string OtherVendorSettings() => OtherSource.Length == 0 ? string.Empty : """
          - name: Other
            module: sqlite
            sqlite:
              database: other.db
            groups:
              - {source: other, source_group: 'cn=team,dc=example,dc=test', vendor_group: team}
        """;

    private static string Indented(string lines, int by) => string.Join(
        '\n', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new string(' ', by) + line.TrimEnd()));
}
