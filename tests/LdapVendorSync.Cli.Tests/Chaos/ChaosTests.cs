using LdapVendorSync.Cli.Tests.Chaos.Faults;
using LdapVendorSync.Cli.Tests.Chaos.Oracle;
using LdapVendorSync.Cli.Tests.Chaos.Truths;
using LdapVendorSync.Fixtures.Ldap;
using Xunit.Abstractions;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>
/// Hundreds of runs, each with a fault at a random point: nobody loses access wrongly, nothing that was sent is missing in the journal, no
/// secret is written, and a clean run makes everything right again.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    // Much of a faulty run is waiting.
    private const int Worlds = 3;

    private readonly ChaosLog _log = new();
    private readonly ChaosTally _tally = new();

    [SkippableFact]
    public async Task Run_with_a_fault_at_a_random_point_is_made_good_by_the_next_one()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        var plan = ChaosPlan.FromEnvironment();
        var families = await FaultFamily.FindAllAsync();
        _log.Write($"{plan}");

        await Task.WhenAll(Enumerable.Range(0, Worlds).Select(number => Task.Run(() => PlayAsync(plan, number, families))));

        var missing = families.Where(family => family.MissingReason is not null).Select(family => $"{family.Name}: {family.MissingReason}");
        foreach (var figure in _tally.Figures($"{plan}", missing))
            output.WriteLine($"FIGURE: {figure}");
        var broken = _tally.Violations.Select(found => $"{found.Round}: {found.Violation.Promise}: {found.Violation.What}");
        _tally.Violations.ShouldBeEmpty($"{plan} dotnet test tests/LdapVendorSync.Cli.Tests --filter Chaos repeats it; every round is in "
            + $"{_log.FilePath}\n{string.Join('\n', broken)}");
        _tally.Struck.ShouldBeGreaterThanOrEqualTo(plan.Runs);
    }

    private async Task PlayAsync(ChaosPlan plan, int number, IReadOnlyList<FaultFamily> families)
    {
        var random = new Random(plan.Seed + number);
        var truth = TruthEditor.Found(random);
        var editor = new TruthEditor(truth, random);
        await using var world = await ChaosWorld.StartAsync(truth);
        using var judge = new ChaosJudge(world);
        await BeginAsync(world, judge);
        editor.Agree();
        var possible = families
            .Where(family => family.MissingReason is null && plan.Has(family.Name))
            .SelectMany(family => Enumerable.Repeat(family, family.Weight))
            .ToArray();
        for (var (round, struck) = (0, 0); struck < (plan.Runs + Worlds - 1) / Worlds; round++)
        {
            if (round % possible.Length == 0)
                random.Shuffle(possible);
            var family = possible[round % possible.Length];
            var fault = family.Create(random, world);
            var play = new ChaosRound(world, judge, editor, random, fault);
            var name = $"world {number} round {round}, {family.Name}: {fault}";
            _log.Write($"{name} begins");
            var violations = await play.PlayAsync();
            if (fault.HasStruck)
                struck++;
            _tally.Add(name, family.Name, fault.HasStruck, play.ExitCode, violations);
            Log(name, fault, play, violations);
            if (violations.Count > 0)
                _log.Keep(world, $"world-{number}-round-{round}");
            // What follows would only repeat it.
            if (!play.HasConverged)
                return;
        }
    }

    private static async Task BeginAsync(ChaosWorld world, ChaosJudge judge)
    {
        judge.Begin();
        var first = await world.RunAsync(new RunSettings());
        first.ExitCode.ShouldBe(0, first.Text);
        judge.FindDifferences().ShouldBeEmpty(first.Text);
        (await world.MeasureAsync()).ExitCode.ShouldBe(0);
        world.Writes().ShouldBeEmpty();
    }

    private void Log(string name, ChaosFault fault, ChaosRound round, IReadOnlyList<Violation> violations)
    {
        _log.Write($"{name}{(fault.HasStruck ? string.Empty : " (never came)")} ended with {round.ExitCode}");
        if (round.ExitCode != 0)
            _log.Write($"    {round.Text.ReplaceLineEndings(" ")}");
        foreach (var violation in violations)
            _log.Write($"    {violation.Promise}: {violation.What}");
    }
}
