using System.Globalization;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>How much chaos there is to be.</summary>
/// <param name="Seed">Decides about everything but the moments that only a process or a network knows.</param>
/// <param name="Runs">How many runs are to meet a fault.</param>
internal sealed record ChaosPlan(int Seed, int Runs)
{
    private const int UsualSeed = 20_040;
    private const int UsualRuns = 208;

    /// <summary>As the environment says: <c>LVS_CHAOS_SEED</c>, <c>LVS_CHAOS_RUNS</c>.</summary>
    public static ChaosPlan FromEnvironment() => new(Number("LVS_CHAOS_SEED", UsualSeed), Number("LVS_CHAOS_RUNS", UsualRuns));

    /// <inheritdoc />
    public override string ToString() => $"LVS_CHAOS_SEED={Seed} LVS_CHAOS_RUNS={Runs}";

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
