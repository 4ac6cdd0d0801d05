namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>The directory hides something from the account that reads it, as after a change of its access rules.</summary>
internal sealed class PoorReaderFault(string reader) : ChaosFault
{
    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [0, 3, 4, 5];

    /// <summary>One of the accounts.</summary>
    public static ChaosFault Create(Random random, ChaosWorld world)
    {
        var readers = ChaosDirectory.PoorReaders.Keys.ToList();
        return new PoorReaderFault(readers[random.Next(readers.Count)]);
    }

    /// <inheritdoc />
    public override Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        Strike();
        return world.RunAsync(settings with { Reader = ChaosDirectory.PoorReader(reader) });
    }

    /// <inheritdoc />
    public override string ToString() => $"directory read by an account {reader}";
}
