using System.Diagnostics;
using System.Globalization;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A sync of forty people to an application that can be slow or broken, as a process that a test ends in the middle.</summary>
internal sealed class InterruptedSync : IAsyncDisposable
{
    public const int People = 40;
    public const string Group = "everyone";

    private readonly Quickstart _quickstart = new();

    private InterruptedSync(VendorTestServer vendor) => Vendor = vendor;

    public VendorTestServer Vendor { get; }

    /// <summary>The configuration.</summary>
    public string Configuration => _quickstart.Configuration;

    /// <summary>Where a plan may lie.</summary>
    public string PlanPath => Path.Combine(_quickstart.Folder, "plan.json");

    /// <summary>Where reports go.</summary>
    public string Reports => Path.Combine(_quickstart.Folder, "reports");

    /// <summary>Where journal and history are.</summary>
    public string State => Path.Combine(_quickstart.Folder, "state");

    public IReadOnlyList<string> Members => Vendor.Store.MemberNames(Group);

    /// <summary>Prepares the application and the configuration.</summary>
    /// <param name="vendorSettings">Further settings of the vendor, as one line of YAML.</param>
    /// <param name="settings">Further settings, as YAML.</param>
    public static async Task<InterruptedSync> CreateAsync(string vendorSettings = "concurrency: 2", string settings = "")
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var vendor = await VendorTestServer.StartAsync();
        vendor.Store.CreateGroup(Group);
        var sync = new InterruptedSync(vendor);
        await File.WriteAllTextAsync(sync._quickstart.Configuration, $"""
            sources:
              - name: staff
                type: ldif
                file: directory.ldif
                user_filter: (objectClass=inetOrgPerson)
            report: {"{ dir: reports, formats: [json] }"}
            vendor_apps:
              - name: Wiki
                module: rest
                base_url: {vendor.BaseUrl}
                {vendorSettings}
                groups:
                  - source_group: cn=employees,ou=groups,dc=nordwind,dc=example
                    vendor_group: {Group}
                    recurse: true
            {settings}
            """);
        return sync;
    }

    /// <summary>Starts the process.</summary>
    public RunningCommand Start(params string[] arguments) =>
        new(TheCommand.Start(
            Path.GetTempPath(),
            new Dictionary<string, string>(),
            ["sync", "--output", "json", "--config", _quickstart.Configuration, .. arguments]));

    /// <summary>Runs a verb to its end.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => _quickstart.RunAsync(arguments);

    /// <summary>Waits until so many people were added.</summary>
    public Task UntilItHasAddedAsync(RunningCommand sync, int people = 3) => UntilAsync(sync, () => Members.Count >= people);

    /// <summary>Waits until a request arrived.</summary>
    public Task UntilItHasAskedAsync(RunningCommand sync, Func<RecordedRequest, bool> request, int times = 1) =>
        UntilAsync(sync, () => Vendor.Requests.All.Count(request) >= times);

    /// <summary>Runs to the end against an application that works, and shows that nothing was lost or done twice.</summary>
    public async Task<CommandResult> NextRunCompletesTheWorkAsync()
    {
        Members.Count.ShouldBeLessThan(People);
        Vendor.Options.LatencyMilliseconds = 0;
        Vendor.Faults.Clear();

        var result = (await _quickstart.RunAsync("sync")).ShouldExitWith(0);

        Members.Count.ShouldBe(People);
        Vendor.Store.Users.Select(user => user.Username).ShouldBeUnique();
        Vendor.Store.Users.Count.ShouldBe(People);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await Vendor.DisposeAsync();
        _quickstart.Dispose();
    }

    private static async Task UntilAsync(RunningCommand sync, Func<bool> condition)
    {
        while (!condition())
        {
            await sync.ShouldStillRunAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}

/// <summary>A command under way.</summary>
internal sealed class RunningCommand(Process process) : IDisposable
{
    private readonly Task<string> _output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> _error = process.StandardError.ReadToEndAsync();
    private readonly Stopwatch _sinceSignal = new();

    /// <summary>How long it lived after the last signal.</summary>
    public TimeSpan TimeToEnd { get; private set; }

    /// <summary>Sends it a signal.</summary>
    public async Task SendAsync(string signal)
    {
        _sinceSignal.Restart();
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<CommandResult> EndAsync()
    {
        await TheCommand.WaitAsync(process);
        TimeToEnd = _sinceSignal.Elapsed;
        return new CommandResult(process.ExitCode, await _output, await _error);
    }

    /// <summary>It has not ended.</summary>
    public async Task ShouldStillRunAsync()
    {
        if (process.HasExited)
            throw new ShouldAssertException($"The command ended with {process.ExitCode}: {await _error}");
    }

    public void Dispose() => process.Dispose();
}
