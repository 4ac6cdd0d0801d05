namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>The history's file is damaged or gone before a run.</summary>
internal sealed class DamagedHistoryFault(string how, double where) : ChaosFault
{
    private static readonly string[] Ways = ["truncated", "garbled", "emptied", "deleted"];

    /// <inheritdoc />
    public override bool LosesHistory => true;

    /// <inheritdoc />
    public override IReadOnlyCollection<int> ExitCodes { get; } = [0, 5];

    /// <summary>Somehow, somewhere.</summary>
    public static ChaosFault Create(Random random, ChaosWorld world) =>
        new DamagedHistoryFault(Ways[random.Next(Ways.Length)], random.NextDouble());

    /// <inheritdoc />
    public override Task<RunResult> RunAsync(ChaosWorld world, RunSettings settings)
    {
        var file = Path.Combine(world.StateFolder, "history.db");
        foreach (var companion in (string[])[$"{file}-wal", $"{file}-shm"])
            File.Delete(companion);
        Damage(file);
        Strike();
        return world.RunAsync(settings);
    }

    /// <inheritdoc />
    public override string ToString() => $"history {how} at {where:P0}";

    private void Damage(string file)
    {
        if (how == "deleted")
        {
            File.Delete(file);
            return;
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        var place = how == "emptied" ? 0 : (long)(where * stream.Length);
        if (how == "garbled")
        {
            // The first pages always, which every reader of the file has to believe.
            stream.Position = place % 8192;
            stream.Write(new byte[4096]);
        }
        else
        {
            stream.SetLength(place);
        }
    }
}
