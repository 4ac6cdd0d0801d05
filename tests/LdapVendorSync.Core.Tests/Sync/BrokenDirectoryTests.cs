using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Fixtures.Net;
using LdapVendorSync.Fixtures.Vendors;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A directory that is killed, frozen or cut at any moment of a run never costs anybody their access.</summary>
public sealed class BrokenDirectoryTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rounds = 50;
    private const int RoundsBetweenCleanRuns = 10;
    private const int People = 2000;
    private const int Seed = 4511;
    private const string QuietDn = "cn=quiet,ou=groups," + DirectorySeed.Suffix;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-broken-").FullName;
    private readonly List<int> _quiet = [.. Enumerable.Range(0, People).Where(number => number % 3 == 0)];
    private SlapdServer? _slapd;
    private VendorTestServer _vendor = null!;

    private enum Fault
    {
        CutOnce,
        CutAlways,
        Kill,
        Freeze,
        FreezeForAWhile,
    }

    public async Task InitializeAsync()
    {
        _vendor = await VendorTestServer.StartAsync();
        var seed = new DirectorySeed { People = People, TeamSize = 300, ExtraLdif = Quiet() };
        if (SlapdServer.MissingReason is null)
            _slapd = await SlapdServer.StartAsync(new SlapdOptions { Seed = seed });
    }

    public async Task DisposeAsync()
    {
        if (_slapd is not null)
            await _slapd.DisposeAsync();
        await _vendor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Directory_that_breaks_at_a_random_moment_fifty_times_removes_nobody()
    {
        Skip.If(_slapd is null, SlapdServer.MissingReason);
        foreach (var (vendorGroup, people) in Truth())
            _vendor.Store.Seed(vendorGroup, people.Select(name => new VendorUser { Username = name }));
        var whole = await RunCleanAsync(_slapd);

        var random = new Random(Seed);
        var tally = new Dictionary<string, int>();
        for (var round = 0; round < Rounds; round++)
        {
            var fault = (Fault)(round % 5);
            var strategy = random.Next(2) == 0 ? "member" : "memberof";
            var moment = random.NextInt64(whole);
            if (random.Next(2) == 0)
                await LeaveAsync(_slapd, random.Next(_quiet.Count));

            var run = await RunBrokenAsync(_slapd, fault, moment, strategy);

            var what = string.Create(CultureInfo.InvariantCulture, $"round {round}, {fault} after {moment} bytes, {strategy}: {run.Describe()}");
            foreach (var (vendorGroup, people) in Truth())
                people.Except(_vendor.Store.MemberNames(vendorGroup)).ShouldBeEmpty(what);
            tally[$"{run.ExitCode}"] = tally.GetValueOrDefault($"{run.ExitCode}") + 1;
            if ((round + 1) % RoundsBetweenCleanRuns == 0)
                await RunCleanAsync(_slapd);
        }

        var outcomes = string.Join(", ", tally.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"));
        output.WriteLine($"FIGURE: directory broken {Rounds} times at random moments (seed {Seed}): {outcomes}; wrong removals 0");
    }

    /// <summary>Who has to be in each vendor group.</summary>
    private Dictionary<string, string[]> Truth() => new()
    {
        ["everyone"] = [.. Enumerable.Range(0, People).Select(DirectorySeed.Uid)],
        ["quiet"] = [.. _quiet.Select(DirectorySeed.Uid)],
        ["nested"] = [.. Enumerable.Range(0, 600).Append(People - 1).Select(DirectorySeed.Uid)],
        ["dangling"] = [DirectorySeed.Uid(1)],
        ["posix"] = [.. Enumerable.Range(0, 10).Select(DirectorySeed.Uid)],
    };

    /// <summary>Runs against a sound directory, after which the vendor holds the truth and nothing else.</summary>
    /// <returns>How many bytes the directory had to say.</returns>
    private async Task<long> RunCleanAsync(SlapdServer slapd)
    {
        await using var proxy = new CuttingProxy(slapd.Port);
        var run = await RunAsync(proxy.Port, "auto", timeout: 30);
        foreach (var (vendorGroup, people) in Truth())
            _vendor.Store.MemberNames(vendorGroup).ShouldBe(people, ignoreOrder: true, $"{vendorGroup}: {run.Describe()}");
        return proxy.AnsweredBytes;
    }

    private async Task<SyncRun> RunBrokenAsync(SlapdServer slapd, Fault fault, long moment, string strategy)
    {
        await using var proxy = new CuttingProxy(slapd.Port);
        if (fault is Fault.CutOnce or Fault.CutAlways)
        {
            proxy.CutAfterBytes = moment;
            proxy.CutConnections = fault == Fault.CutOnce ? 1 : null;
            return await RunAsync(proxy.Port, strategy);
        }

        using var stop = new CancellationTokenSource();
        var breaking = BreakAsync(slapd, proxy, fault, moment, stop.Token);
        var run = await RunAsync(proxy.Port, strategy);
        await stop.CancelAsync();
        await breaking;
        await RepairAsync(slapd, fault);
        return run;
    }

    private static async Task BreakAsync(SlapdServer slapd, CuttingProxy proxy, Fault fault, long moment, CancellationToken stop)
    {
        while (proxy.AnsweredBytes < moment && !stop.IsCancellationRequested)
            await Task.Delay(1, CancellationToken.None);
        if (fault == Fault.Kill)
        {
            await slapd.KillAsync();
            return;
        }

        slapd.Freeze();
        if (fault == Fault.FreezeForAWhile)
        {
            await Task.Delay(300, CancellationToken.None);
            slapd.Thaw();
        }
    }

    private static async Task RepairAsync(SlapdServer slapd, Fault fault)
    {
        if (fault == Fault.Kill)
            await slapd.RestartAsync();
        else
            slapd.Thaw();
    }

    private async Task LeaveAsync(SlapdServer slapd, int index)
    {
        await slapd.ModifyAsync($"dn: {QuietDn}\nchangetype: modify\ndelete: member\nmember: {DirectorySeed.PersonDn(_quiet[index])}\n");
        _quiet.RemoveAt(index);
    }

    // No memberOf shows this group's people.
    private string Quiet() => $"dn: {QuietDn}\nobjectClass: groupOfNames\ncn: quiet\n"
        + string.Concat(_quiet.Select(number => $"member: {DirectorySeed.PersonDn(number)}\n")) + "\n";

    private Task<SyncRun> RunAsync(int port, string strategy, double timeout = 0.5)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $$"""
            ldap:
              server_url: ldap://127.0.0.1:{{port}}
              bind_dn: {{DirectorySeed.ReaderDn}}
              bind_password: {{DirectorySeed.Password}}
              user_base_dn: ou=people,{{DirectorySeed.Suffix}}
              member_strategy: {{strategy}}
              page_size: 100
              connect_timeout_seconds: {{timeout}}
              operation_timeout_seconds: {{timeout}}
            concurrency: 16
            error_handling: { max_retries: 1, retry_wait_seconds: 0.01 }
            vendor_apps:
              - name: App
                module: rest
                base_url: {{_vendor.BaseUrl}}
                groups:
                  - { ldap_group: '{{DirectorySeed.EveryoneDn}}', vendor_group: everyone }
                  - { ldap_group: '{{QuietDn}}', vendor_group: quiet }
                  - { ldap_group: '{{DirectorySeed.NestedDn}}', vendor_group: nested, recurse: true }
                  - { ldap_group: '{{DirectorySeed.DanglingDn}}', vendor_group: dangling }
                  - { ldap_group: '{{DirectorySeed.PosixDn}}', vendor_group: posix }
            """));
        var configuration = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        }).GetConfiguration();
        var options = new SyncOptions { FullRead = true };
        return new SyncRunner(configuration, new SyncEnvironment()).RunAsync(options, null, CancellationToken.None);
    }
}
