using System.Diagnostics;
using System.Globalization;
using System.Text;
using LdapVendorSync.Fixtures.Vendors;
using Xunit.Abstractions;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A vendor that goes down while the command adds a thousand people to it.</summary>
public sealed class OutageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int People = 1000;
    private const string Group = "everyone";

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-outage-").FullName;
    private VendorTestServer? _vendor;

    private VendorTestServer Vendor => _vendor ?? throw new InvalidOperationException("The vendor is not running.");

    public async Task InitializeAsync()
    {
        _vendor = await VendorTestServer.StartAsync(new VendorServerOptions { LatencyMilliseconds = 2 });
        _vendor.Store.Seed(Group, new VendorUser { Username = "leaver" });
        await File.WriteAllTextAsync(Path.Combine(_folder, "directory.ldif"), DirectoryOfEverybody());
    }

    public async Task DisposeAsync()
    {
        await Vendor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Vendor_that_comes_back_after_some_seconds_gets_everything()
    {
        Configure("retry_wait_seconds: 1");
        using var sync = Start("json");
        var (result, error) = (sync.StandardOutput.ReadToEndAsync(), sync.StandardError.ReadToEndAsync());

        await UntilItHasWrittenAsync(sync);
        await Vendor.GoDownAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        await Vendor.ComeBackAsync();
        await TheCommand.WaitAsync(sync);

        var run = new CommandResult(sync.ExitCode, await result, await error).ShouldExitWith(0);
        run.Error.ShouldContain("App does not answer any more");
        run.Error.ShouldContain("App answers again");
        var totals = run.Json.GetProperty("totals");
        (totals.GetProperty("added").GetInt32(), totals.GetProperty("removed").GetInt32(), totals.GetProperty("failed").GetInt32())
            .ShouldBe((People, 1, 0));
        ShouldHaveEverybody();
    }

    [Fact]
    public async Task Vendor_that_stays_down_ends_the_run_in_bounded_time_and_the_next_one_completes_it()
    {
        Configure("retry_wait_seconds: 1, outage_wait_seconds: 5");
        using var sync = Start("json");
        var (result, error) = (sync.StandardOutput.ReadToEndAsync(), sync.StandardError.ReadToEndAsync());

        await UntilItHasWrittenAsync(sync);
        await Vendor.GoDownAsync();
        var watch = Stopwatch.StartNew();
        await TheCommand.WaitAsync(sync);

        output.WriteLine($"FIGURE: {watch.Elapsed.TotalSeconds:0.0} s from the end of the vendor to that of the run, 5 s of them waited for it");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(90), "a thousand requests, each with its own retries, would take longer");
        var run = new CommandResult(sync.ExitCode, await result, await error).ShouldExitWith(4);
        var vendor = run.Json.GetProperty("vendors")[0];
        var skipped = run.Json.GetProperty("totals").GetProperty("skipped").GetInt32();
        skipped.ShouldBeGreaterThan(People / 4);
        run.Json.GetProperty("totals").GetProperty("failed").GetInt32().ShouldBeLessThanOrEqualTo(8, "only what was under way");
        vendor.GetProperty("error").GetString().ShouldNotBeNull().ShouldMatch(@"^App: the vendor is down since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ: ");
        vendor.GetProperty("error").GetString()!.ShouldContain(
            string.Create(CultureInfo.InvariantCulture, $"{skipped} change(s) were not sent; the next run has them again."));
        (await RunAsync("show")).ShouldExitWith(0).ShouldSay("the vendor is down since");

        await Vendor.ComeBackAsync();
        Vendor.Store.MemberNames(Group).ShouldContain("leaver", "nobody is removed by a run that did not come to it");
        (await RunAsync("sync")).ShouldExitWith(0);
        ShouldHaveEverybody();
    }

    [Fact]
    public async Task Vendor_that_asks_for_a_long_pause_is_told_with_its_end()
    {
        Configure("retry_wait_seconds: 1");
        Vendor.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 429, RetryAfter = "7200", Method = "POST", Skip = 50 });

        var run = (await RunAsync("sync")).ShouldExitWith(4);

        run.ShouldSay("rate limited until 20").ShouldSay("Run again after that.").ShouldSay("change(s) were not sent; the next run has them again.");
        Vendor.Requests.All.Count(request => request.Status == 429).ShouldBeInRange(1, 8, "only what was under way");
        Vendor.Faults.Clear();
        (await RunAsync("sync")).ShouldExitWith(0);
        ShouldHaveEverybody();
    }

    private void ShouldHaveEverybody()
    {
        Vendor.Store.MemberNames(Group).ShouldBe(Enumerable.Range(0, People).Select(NameOf));
        Vendor.Store.Users.Count.ShouldBe(People + 1, "nobody was created twice");
    }

    private async Task UntilItHasWrittenAsync(Process sync)
    {
        while (Vendor.Store.MemberNames(Group).Count < 50)
        {
            sync.HasExited.ShouldBeFalse("it has work for some seconds");
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private Process Start(string format) =>
        TheCommand.Start(_folder, new Dictionary<string, string>(), "sync", "--config", "sync.yaml", "--output", format);

    private Task<CommandResult> RunAsync(string verb) =>
        TheCommand.RunInAsync(_folder, new Dictionary<string, string>(), verb, "--config", "sync.yaml");

    private void Configure(string errorHandling) => File.WriteAllText(Path.Combine(_folder, "sync.yaml"), $$"""
        sources: [{ name: hr, type: ldif, file: directory.ldif }]
        error_handling: { {{errorHandling}} }
        vendor_apps:
          - name: App
            module: rest
            base_url: {{Vendor.BaseUrl}}
            groups: [{ source_group: "cn=all,ou=groups,dc=test", vendor_group: {{Group}} }]
        """);

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user{number:D4}");

    private static string DirectoryOfEverybody()
    {
        var ldif = new StringBuilder("version: 1\n\n");
        foreach (var name in Enumerable.Range(0, People).Select(NameOf))
        {
            ldif.Append(CultureInfo.InvariantCulture, $"dn: uid={name},ou=people,dc=test\nobjectClass: inetOrgPerson\nentryUUID: id-{name}\nuid: {name}\n");
            ldif.Append(CultureInfo.InvariantCulture, $"cn: {name}\nsn: Last\ngivenName: First\nmail: {name}@example.test\n\n");
        }

        ldif.Append("dn: cn=all,ou=groups,dc=test\nobjectClass: groupOfNames\ncn: all\n");
        foreach (var name in Enumerable.Range(0, People).Select(NameOf))
            ldif.Append(CultureInfo.InvariantCulture, $"member: uid={name},ou=people,dc=test\n");
        return ldif.ToString();
    }
}
