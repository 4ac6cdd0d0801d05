using System.Diagnostics;
using LdapVendorSync.Bench.Measuring;
using LdapVendorSync.Bench.Servers;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Bench.Rows.Unchanged;

/// <summary>A directory and a vendor that agree on every group, and the product between them.</summary>
internal sealed class UnchangedScene : IAsyncDisposable
{
    // Everybody is in so many groups.
    private const int GroupsOfPerson = 10;

    private readonly SlapdServer _directory;
    private readonly VendorServer _vendor;
    private readonly DirectoryInfo _folder;
    private readonly string _names;

    private UnchangedScene(SlapdServer directory, VendorServer vendor, DirectoryInfo folder)
    {
        _directory = directory;
        _vendor = vendor;
        _folder = folder;
        _names = Path.Combine(folder.FullName, "groups.txt");
        File.WriteAllLines(_names, Enumerable.Range(0, Groups).Select(UnchangedPeople.NameOf));
    }

    private int Groups => _vendor.Options.Groups;

    private int Members => _vendor.Options.MembersPerGroup;

    /// <summary>Seeds and starts both sides.</summary>
    public static async Task<UnchangedScene> StartAsync(BenchContext context, int groups, int members)
    {
        if (SlapdServer.MissingReason is { } reason)
            throw new InvalidOperationException(reason);
        var options = new VendorServerOptions
        {
            Groups = groups,
            MembersPerGroup = members,
            Accounts = members * Math.Max(1, groups / GroupsOfPerson),
        };
        var directory = await SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = new DirectorySeed { ExtraLdif = UnchangedPeople.ToLdif(options) },
            SyncProvider = true,
        });
        return new UnchangedScene(directory, await VendorServer.StartAsync(options), context.NewFolder());
    }

    /// <summary>Reads the source's groups and does nothing with them.</summary>
    public Task<TimeSpan> ReadSourceAsync() => RawReads.ReadSourceAsync(_directory.Url, _names);

    /// <summary>Reads the vendor's groups and does nothing with them.</summary>
    public Task<TimeSpan> ReadVendorAsync() => RawReads.ReadVendorAsync(_vendor.BaseUrl(), Groups, Members);

    /// <summary>Runs the sync once.</summary>
    /// <param name="incremental">Whether groups that the directory knows to be unchanged are not read again.</param>
    /// <returns>How long it took, and what this process used of its processors meanwhile.</returns>
    public async Task<(TimeSpan Elapsed, TimeSpan Processor)> SyncAsync(bool incremental)
    {
        var configuration = Load(incremental);
        var before = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var run = await new SyncRunner(configuration, new SyncEnvironment()).RunAsync(new SyncOptions(), null, CancellationToken.None);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return run.ExitCode == SyncExitCode.Done && run.Totals.Unchanged == Groups * Members
            ? (elapsed, Environment.CpuUsage.TotalTime - before)
            : throw new InvalidOperationException($"The run ended with {run.ExitCode} and {run.Totals}. {run.Error}");
    }

    /// <summary>What takes the parts of a run each on its own.</summary>
    public UnchangedProfile CreateProfile() => new(Load(incremental: false));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _vendor.DisposeAsync();
        await _directory.DisposeAsync();
    }

    private SyncConfiguration Load(bool incremental)
    {
        var reading = incremental ? "auto" : "off";
        var file = Path.Combine(_folder.CreateSubdirectory(reading).FullName, "sync.yaml");
        File.WriteAllText(file, Yaml(reading));
        return ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
    }

    private string Yaml(string reading) => $$"""
        ldap:
          server_url: {{_directory.Url}}
          bind_dn: {{DirectorySeed.UnlimitedReaderDn}}
          bind_password: {{DirectorySeed.Password}}
          user_base_dn: ou=people,{{DirectorySeed.Suffix}}
          incremental: {{reading}}
        vendor_apps:
          - name: App
            module: rest
            base_url: {{_vendor.BaseUrl()}}
            rest:
              paging: {style: none}
              read_members:
                path: /groups/{group}/members
                query: {per_page: '{{Members}}' }
            groups:
        {{string.Join('\n', Enumerable.Range(0, Groups).Select(group =>
            $"      - {{ldap_group: '{UnchangedPeople.DnOf(group)}', vendor_group: {UnchangedPeople.NameOf(group)} }}"))}}
        """;
}
