using System.Diagnostics;
using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>The process is ended by a signal: at some moment, or at some request before or after its effect.</summary>
/// <param name="signal">The signal's name.</param>
/// <param name="exitCode">The exit code that tells of it.</param>
/// <param name="vendor">At which vendor's request; <see langword="null"/> for a moment.</param>
/// <param name="request">Which request, and whether it has its effect.</param>
/// <param name="delay">After which time.</param>
internal sealed class KillFault(string signal, int exitCode, string? vendor, Fault request, TimeSpan delay) : ChaosFault
{
    private const int LongestRun = 900;

    private Process? _process;

    /// <inheritdoc />
    public override bool NeedsProcess => true;

    // The moment may come when everything is over.
    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [exitCode, 0];

    /// <summary>As a crash, the kernel's out-of-memory killer or a power cut does.</summary>
    public static ChaosFault Kill(Random random, ChaosWorld world) => random.Next(4) == 0
        ? new KillFault("KILL", 137, null, new Fault { Kind = FaultKind.Hang }, TimeSpan.FromMilliseconds(random.Next(LongestRun)))
        : new KillFault("KILL", 137, AnyVendor(random), AnyRequest(random, world, FaultKind.Hang, FaultKind.HangAfter), TimeSpan.Zero);

    /// <summary>As Ctrl+C and the service manager do.</summary>
    public static ChaosFault Stop(Random random, ChaosWorld world)
    {
        var (signal, exitCode) = random.Next(2) == 0 ? ("TERM", 143) : ("INT", 130);
        return random.Next(4) == 0
            ? new KillFault(signal, exitCode, null, new Fault { Kind = FaultKind.Slow }, TimeSpan.FromMilliseconds(random.Next(200, LongestRun)))
            : new KillFault(signal, exitCode, AnyVendor(random), AnyRequest(random, world, FaultKind.Slow, FaultKind.Slow), TimeSpan.Zero);
    }

    /// <inheritdoc />
    public override async Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        if (vendor is not null)
            world.Vendor(vendor).Faults.Add(request with { Struck = () => Send(_process) });
        var result = await world.RunAsync(settings with { Started = Begin });
        if (result.ExitCode == exitCode)
            Strike();
        return result;
    }

    /// <inheritdoc />
    public override string ToString() => vendor is null
        ? $"SIG{signal} after {delay.TotalMilliseconds} ms"
        : $"SIG{signal} at {vendor}'s {request.Method ?? "any"} request {request.Skip} ({request.Kind})";

    private void Begin(Process process)
    {
        _process = process;
        if (vendor is null)
            _ = SendLaterAsync(process);
    }

    private async Task SendLaterAsync(Process process)
    {
        await Task.Delay(delay);
        Send(process);
    }

    private void Send(Process? process)
    {
        try
        {
            if (process is { HasExited: false })
                Signals.Send(process.Id, signal);
        }
        catch (InvalidOperationException)
        {
            // Disposed of: the run was over before.
        }
    }

    private static string AnyVendor(Random random) => TrueMapping.Vendors[random.Next(TrueMapping.Vendors.Count)];

    // Most often at a write: what a reading run leaves behind is soon told.
    private static Fault AnyRequest(Random random, ChaosWorld world, FaultKind before, FaultKind after)
    {
        string[] methods = ["POST", "POST", "PUT", "DELETE", "GET"];
        var method = methods[random.Next(methods.Length)];
        return new Fault
        {
            Kind = random.Next(2) == 0 ? before : after,
            Method = method,
            Skip = random.Next(method == "GET" ? world.UsualRequests : 2),
            Times = 1,
            DelayMilliseconds = 50,
        };
    }
}
