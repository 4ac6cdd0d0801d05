using System.Globalization;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>How much chaos there is to be.</summary>
/// <param name="Seed">Decides about everything but the moments that only a process or a network knows.</param>
/// <param name="Runs">How many runs are to meet a fault.</param>
/// <param name="Faults">Only sorts of faults whose name has this in it; empty for all.</param>
internal sealed record ChaosPlan(int Seed, int Runs, string Faults)
{
    private const int UsualSeed = 20_040;
    private const int UsualRuns = 208;

    /// <summary>As the environment says: <c>LVS_CHAOS_SEED</c>, <c>LVS_CHAOS_RUNS</c>, <c>LVS_CHAOS_FAULTS</c>.</summary>
    public static ChaosPlan FromEnvironment() => new(
        Number("LVS_CHAOS_SEED", UsualSeed),
        Number("LVS_CHAOS_RUNS", UsualRuns),
        Environment.GetEnvironmentVariable("LVS_CHAOS_FAULTS") ?? string.Empty);

    /// <summary>Whether a sort of faults is to be met.</summary>
    public bool Has(string family) => family.Contains(Faults, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override string ToString() =>
        $"LVS_CHAOS_SEED={Seed} LVS_CHAOS_RUNS={Runs}{(Faults.Length > 0 ? $" LVS_CHAOS_FAULTS='{Faults}'" : string.Empty)}";

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
