namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>A second run begins while the first is under way, with another configuration that names the same state folder.</summary>
internal sealed class SecondRunFault(int delayMilliseconds, int latencyMilliseconds) : ChaosFault
{
    private const int Locked = 6;

    /// <inheritdoc />
    public override bool NeedsProcess => true;

    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [0, Locked];

    /// <summary>At some moment.</summary>
    public static ChaosFault Create(Random random, ChaosWorld world) => new SecondRunFault(random.Next(400), random.Next(20));

    /// <inheritdoc />
    public override async Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        foreach (var vendor in world.Vendors.Values)
            vendor.Options.LatencyMilliseconds = latencyMilliseconds;
        var first = world.RunAsync(settings);
        await Task.Delay(delayMilliseconds);
        var second = await world.RunAsync(settings with { ConfigurationFolder = "second" });
        var result = await first;
        if (second.ExitCode == Locked || result.ExitCode == Locked)
            Strike();
        // Both of them: 6 is said by the one that came too late, and never by both.
        return (result.ExitCode, second.ExitCode) is (0, 0 or Locked) or (Locked, 0)
            ? new RunResult(Math.Max(result.ExitCode, second.ExitCode), result.Text + second.Text)
            : new RunResult(-1, $"The runs ended with {result.ExitCode} and {second.ExitCode}: {result.Text}{second.Text}");
    }

    /// <inheritdoc />
    public override string ToString() => $"second run after {delayMilliseconds} ms";
}
