using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Incremental;
using LdapVendorSync.Core.Vendors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>The reading half of runs one after the other: each reads every mapped group of a directory, and remembers it for the next.</summary>
internal sealed class ReadingRuns(string source, IReadOnlyList<(string Group, bool Recurse)> groups) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-reading-").FullName;

    /// <summary>Further settings of the source, as YAML lines.</summary>
    public string Settings { get; set; } = string.Empty;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What the runs said.</summary>
    public RunMessages Log { get; } = new();

    /// <summary>The database of the history.</summary>
    public string HistoryPath => Path.Combine(_folder, "history.db");

    /// <summary>Whether the run dies before it can save.</summary>
    public bool DiesBeforeSaving { get; set; }

    /// <summary>What happens between the reads and the save of a run.</summary>
    public Func<Task> BeforeSaving { get; set; } = () => Task.CompletedTask;

    /// <summary>Reads every group.</summary>
    /// <param name="full">Whether to read them whatever is remembered.</param>
    public async Task<IReadOnlyList<GroupContent>> RunAsync(bool full = false)
    {
        var environment = new SyncEnvironment { TimeProvider = Clock, LoggerFactory = Log };
        var session = new SyncSession(Load(), environment);
        await using var closing = session;
        await using var history = await HistoryDatabase.OpenAsync(HistoryPath, Clock, NullLogger.Instance, CancellationToken.None);
        var start = new RunStart { Id = RunStart.NewId(Clock.GetUtcNow()), StartedAt = Clock.GetUtcNow(), Command = "test" };
        await history.Runs.BeginRunAsync(start, CancellationToken.None);
        var reads = new SourceReads(
            session.GetSource,
            new SourceGroupMemory(history, start.Id, Clock, session.Configuration),
            new SourceMemories(session, history.KeptReads, full));
        var mappings = session.Configuration.Vendors[0].Groups;
        var contents = await Task.WhenAll(mappings.Select(mapping => reads.ReadAsync(mapping, CancellationToken.None)));
        await BeforeSaving();
        if (!DiesBeforeSaving)
            await reads.SaveAsync(CancellationToken.None);
        return contents;
    }

    /// <summary>Changes what is remembered behind the runs' back.</summary>
    public void ChangeHistory(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={HistoryPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().ShouldBeGreaterThan(0);
    }

    /// <summary>Whether a group was given from memory.</summary>
    public static bool IsRemembered(GroupContent content) =>
        content.Members.Count > 0 && content.Members[0].Read!.UnchangedSince is not null;

    /// <summary>Everything a read says, in a form in which two that say the same are equal.</summary>
    public static string Describe(GroupContent content) => string.Join('\n', content.Members
        .Select(member => $"{Hash(content, member)} {member.Label}")
        .Order(StringComparer.Ordinal)
        .Prepend(content.Completeness.ToString()));

    private static string Hash(GroupContent content, GroupMember member)
    {
        var isComplete = content.Completeness.Status == CompletenessStatus.Complete;
        return KeptContentFormat.Write(new KeptContent
        {
            GroupId = isComplete ? member.Read!.GroupId : null,
            FilteredOut = member.Read!.FilteredOut,
            NonPeople = member.Read.NonPeople,
            Groups = isComplete ? [.. member.Read.Groups.OrderBy(group => group.Id, StringComparer.Ordinal)] : [],
            Members = [member],
        }).Hash;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SyncConfiguration Load()
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $"""
            sources:
              - name: directory
                type: ldap
            {Indented(source)}
            {Indented(Settings)}
            error_handling:
              max_retries: 1
              retry_wait_seconds: 0.01
            vendor_apps:
              - name: App
                module: sqlite
                sqlite:
                  database: app.db
                groups:
            {string.Join('\n', groups.Select(Mapping))}
            """);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }

    private static string Mapping((string Group, bool Recurse) mapping, int index) => $"""
                  - source_group: '{mapping.Group}'
                    vendor_group: g{index}
                    recurse: {(mapping.Recurse ? "true" : "false")}
        """;

    private static string Indented(string lines) =>
        string.Join('\n', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "    " + line.TrimEnd()));
}
