using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A run that is ended in the middle, in good order or not: the next one completes the work, no account is there twice.</summary>
public sealed class SignalTests : IAsyncLifetime, IDisposable
{
    private const int People = 40;

    private readonly Quickstart _quickstart = new();
    private VendorTestServer? _vendor;

    private VendorTestServer Vendor => _vendor ?? throw new InvalidOperationException("The vendor is not running.");

    public async Task InitializeAsync()
    {
        _vendor = await VendorTestServer.StartAsync();
        _vendor.Store.CreateGroup("everyone");
        await File.WriteAllTextAsync(_quickstart.Configuration, $"""
            sources:
              - name: staff
                type: ldif
                file: directory.ldif
                user_filter: (objectClass=inetOrgPerson)
            vendor_apps:
              - name: Wiki
                module: rest
                base_url: {_vendor.BaseUrl}
                concurrency: 2
                groups:
                  - source_group: cn=employees,ou=groups,dc=nordwind,dc=example
                    vendor_group: everyone
                    recurse: true
            """);
    }

    public async Task DisposeAsync() => await Vendor.DisposeAsync();

    public void Dispose() => _quickstart.Dispose();

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task First_signal_ends_the_run_in_good_order(string signal, int exitCode)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        Vendor.Options.LatencyMilliseconds = 100;
        using var sync = Start();
        var output = sync.StandardOutput.ReadToEndAsync();
        var error = sync.StandardError.ReadToEndAsync();

        await UntilItHasWrittenAsync(sync);
        await SendAsync(signal, sync);
        await TheCommand.WaitAsync(sync);

        sync.ExitCode.ShouldBe(exitCode, await error);
        (await error).ShouldContain("Stopping");
        using var run = JsonDocument.Parse(await output);
        run.RootElement.GetProperty("status").GetString().ShouldBe("Cancelled");
        run.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(exitCode);
        run.RootElement.GetProperty("totals").GetProperty("added").GetInt32().ShouldBe(Vendor.Store.MemberNames("everyone").Count);
        await NextRunCompletesTheWorkAsync();
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task Run_that_leaves_at_once_is_completed_by_the_next_one(string signal, int exitCode)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        Vendor.Options.LatencyMilliseconds = 100;
        using var sync = Start();
        var output = sync.StandardOutput.ReadToEndAsync();
        var error = sync.StandardError.ReadToEndAsync();

        await UntilItHasWrittenAsync(sync);
        // From now on whatever is under way stays so for long.
        Vendor.Options.LatencyMilliseconds = 20_000;
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await SendAsync(signal, sync);
        if (signal != "KILL")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            sync.HasExited.ShouldBeFalse("what is under way is waited for");
            await SendAsync(signal, sync);
        }

        await TheCommand.WaitAsync(sync);
        sync.ExitCode.ShouldBe(exitCode, await error);
        (await output).ShouldBeEmpty();
        await NextRunCompletesTheWorkAsync();
    }

    private async Task NextRunCompletesTheWorkAsync()
    {
        Vendor.Store.MemberNames("everyone").Count.ShouldBeLessThan(People);
        Vendor.Options.LatencyMilliseconds = 0;

        (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        Vendor.Store.MemberNames("everyone").Count.ShouldBe(People);
        Vendor.Store.Users.Select(user => user.Username).ShouldBeUnique();
        Vendor.Store.Users.Count.ShouldBe(People);
    }

    private Process Start() => TheCommand.Start(
        Path.GetTempPath(), new Dictionary<string, string>(), "sync", "--output", "json", "--config", _quickstart.Configuration);

    private async Task UntilItHasWrittenAsync(Process sync)
    {
        while (Vendor.Store.MemberNames("everyone").Count < 3)
        {
            sync.HasExited.ShouldBeFalse("it has work for some seconds");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static async Task SendAsync(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
