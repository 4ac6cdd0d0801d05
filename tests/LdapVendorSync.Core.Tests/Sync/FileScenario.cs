using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.Core.Vendors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A directory and a vendor that is a SQLite file, in a folder of their own.</summary>
internal sealed class FileScenario : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-file-").FullName;

    /// <summary>The directory.</summary>
    public DirectoryFile Source { get; } = new();

    /// <summary>The vendor.</summary>
    public ObservedVendor Vendor { get; } = new();

    /// <summary>Settings at the top of the configuration, as YAML.</summary>
    public string Settings { get; set; } = string.Empty;

    /// <summary>Settings of the vendor, each on a line.</summary>
    public string VendorSettings { get; set; } = string.Empty;

    /// <summary>Settings of the vendor's own block, as YAML in one line.</summary>
    public string FileSettings { get; set; } = string.Empty;

    /// <summary>A vendor before this one, as YAML lines.</summary>
    public string OtherVendor { get; set; } = string.Empty;

    /// <summary>The mappings: source group, vendor group, and further settings.</summary>
    public List<(string Source, string Vendor, string? More)> Mappings { get; } = [("staff", "users", null)];

    /// <summary>The clock of the runs.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    private string History => Path.Combine(_folder, "state", "history.db");

    /// <summary>The surroundings of the runs.</summary>
    public SyncEnvironment Environment => new() { Providers = Vendor.Registry(), TimeProvider = TimeProvider };

    /// <summary>Runs once, with the directory as it is now.</summary>
    public Task<SyncRun> RunAsync(SyncOptions? options = null, CancellationToken cancellationToken = default) =>
        new SyncRunner(Load(), Environment).RunAsync(options ?? new SyncOptions(), null, cancellationToken);

    /// <summary>Makes a plan that goes through a file.</summary>
    public async Task<SyncPlan> PlanAsync()
    {
        var result = await new SyncRunner(Load(), Environment).PlanAsync(new SyncOptions(), null, null, default);
        var path = Path.Combine(_folder, "plan.json");
        await PlanFile.WriteAsync(result.Plan.ShouldNotBeNull(result.Run.Describe()), path, default);
        return await PlanFile.ReadAsync(path, default);
    }

    /// <summary>Works with the vendor as somebody else may.</summary>
    public async Task<T> WithVendorAsync<T>(Func<IVendorProvider, Task<T>> work)
    {
        await using var session = new SyncSession(Load(), new SyncEnvironment());
        await using var vendor = await session.ConnectVendorAsync("App", CancellationToken.None);
        return await work(vendor.Provider);
    }

    /// <summary>The members of a vendor group.</summary>
    public Task<IReadOnlyList<string>> MembersAsync(string group = "users") => WithVendorAsync<IReadOnlyList<string>>(async provider =>
    {
        var found = (await provider.FindGroupAsync(group, default)).ShouldNotBeNull();
        var content = await GroupContent.ReadAsync(provider.ReadGroupMembers(found, default), null, default);
        return [.. content.Members.Select(member => member.UserName!).Order(StringComparer.Ordinal)];
    });

    /// <summary>An account of the vendor.</summary>
    public Task<GroupMember?> AccountAsync(string userName) => WithVendorAsync(provider =>
        provider.FindUserAsync(MatchKey.Create(AttributeNames.UserName, userName)!.Value, default));

    /// <summary>An account that is made by hand, and is in some groups.</summary>
    public Task<GroupMember> CreateAccountAsync(GroupMember account, params IReadOnlyList<string> groups) => WithVendorAsync(async provider =>
    {
        var created = await provider.CreateUserAsync(account, default);
        foreach (var name in groups)
        {
            var group = await provider.FindGroupAsync(name, default) ?? await provider.CreateGroupAsync(name, default);
            await provider.AddGroupMemberAsync(group, created, default);
        }

        return created;
    });

    /// <summary>What the journal has of a run: operation, person, result.</summary>
    public async Task<IReadOnlyList<(JournalOperation Operation, string Person, JournalResult? Result)>> JournalAsync(SyncRun run)
    {
        await using var session = new SyncSession(Load(), new SyncEnvironment());
        await using var history = await HistoryDatabase.OpenAsync(session.History, TimeProvider.System, NullLogger.Instance, default);
        var changes = await history.Journal.GetChangesAsync(run.RunId, default);
        return changes.ConvertAll(entry => (entry.Intent.Operation, entry.Intent.Person, entry.Result));
    }

    /// <summary>How many intents, to add somebody unless another kind is given, have no outcome yet.</summary>
    public async Task<int> OpenIntentsAsync(JournalOperation operation = JournalOperation.AddMember)
    {
        await using var connection = new SqliteConnection($"Data Source={History};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM changes WHERE operation = '{operation}' AND outcome IS NULL";
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Undoes a run.</summary>
    public async Task<SyncRun> UndoAsync(SyncRun run, bool allowRemovals = true) => await RunAsync(new SyncOptions
    {
        Undo = await UndoRequest.ReadAsync(History, run.RunId, default),
        AllowRemovals = allowRemovals,
    });

    /// <summary>The configuration, with the directory as it is now.</summary>
    public SyncConfiguration Load()
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), Source.ToLdif());
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, Yaml());
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Yaml() => $"""
        sources:
          - name: hr
            type: ldif
            file: directory.ldif
        create_groups: true
        {Settings}
        vendor_apps:
        {OtherVendor}
          - name: App
            module: sqlite
            sqlite: {$"{{ database: app.db{FileSettings} }}"}
        {string.Join('\n', VendorSettings.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "    " + line))}
            groups:
        {string.Join('\n', Mappings.Select(MappingYaml))}
        """;

    private static string MappingYaml((string Source, string Vendor, string? More) mapping) =>
        $"      - {{ source_group: \"{DirectoryFile.GroupDn(mapping.Source)}\", vendor_group: \"{mapping.Vendor}\"{mapping.More} }}";
}
