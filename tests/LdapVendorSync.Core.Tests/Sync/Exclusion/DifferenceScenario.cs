using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Sync.Exclusion;

/// <summary>A directory (LDIF), a personnel system (CSV) and a vendor in a SQLite file.</summary>
internal sealed class DifferenceScenario : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-except-").FullName;

    /// <summary>The directory, source <c>dir</c>.</summary>
    public DirectoryFile Source { get; } = new();

    /// <summary>The rows of the personnel system, source <c>hr</c>: id, login, mail, groups.</summary>
    public List<string> Rows { get; } = ["0;nobody;nobody@example.com;all"];

    /// <summary>What is left out, as YAML.</summary>
    public string Except { get; set; } = "[]";

    /// <summary>Settings at the top of the configuration, as YAML.</summary>
    public string Settings { get; set; } = string.Empty;

    /// <summary>More settings of the mapping, as YAML.</summary>
    public string More { get; set; } = string.Empty;

    /// <summary>More mappings, as YAML lines.</summary>
    public string OtherMappings { get; set; } = string.Empty;

    /// <summary>Group names of the directory that stand for DNs.</summary>
    private static readonly string[] Groups = ["staff", "contractors", "leavers"];

    public async Task<SyncRun> RunAsync(SyncOptions? options = null) =>
        await new SyncRunner(Load(), new SyncEnvironment()).RunAsync(options ?? new SyncOptions(), null, default);

    public Task<MembershipTrace> TraceAsync(string person) =>
        new MembershipTracer(Load(), new SyncEnvironment()).TraceAsync(new TraceRequest(person, "App", "users", null), default);

    public Task<SyncRun> ApplyAsync(IReadOnlyList<MembershipChange> changes) =>
        new SyncRunner(Load(), new SyncEnvironment()).ApplyAsync(changes, new SyncOptions(), null, default);

    /// <summary>The user names in the vendor group.</summary>
    public async Task<string> MembersAsync()
    {
        await using var session = new SyncSession(Load(), new SyncEnvironment());
        await using var vendor = await session.ConnectVendorAsync("App", default);
        if (await vendor.Provider.FindGroupAsync("users", default) is not { } group)
            return string.Empty;
        var content = await GroupContent.ReadAsync(vendor.Provider.ReadGroupMembers(group, default), null, default);
        return string.Join(' ', content.Members.Select(member => member.UserName).Order(StringComparer.Ordinal));
    }

    public SyncConfiguration Load()
    {
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), Source.ToLdif());
        File.WriteAllText(Path.Combine(_folder, "people.csv"), $"Id;Login;Mail;Groups\n{string.Join('\n', Rows)}\n");
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, $$"""
            sources:
              - name: dir
                type: ldif
                file: directory.ldif
                group_dn_map: { {{string.Join(", ", Groups.Select(name => $"{name}: \"{DirectoryFile.GroupDn(name)}\""))}} }
              - name: hr
                type: csv
                file: people.csv
                columns: { id: Id, userName: Login, email: Mail }
                groups_column: Groups
            create_groups: true
            {{Settings}}
            vendor_apps:
              - name: App
                module: sqlite
                sqlite: { database: app.db }
                groups:
                  - source: dir
                    source_group: staff
                    vendor_group: users
                    except: {{Except}}
                    {{More}}
            {{OtherMappings}}
            """);
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
