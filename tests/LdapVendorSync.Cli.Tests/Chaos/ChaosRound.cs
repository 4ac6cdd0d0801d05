using LdapVendorSync.Cli.Tests.Chaos.Faults;
using LdapVendorSync.Cli.Tests.Chaos.Oracle;
using LdapVendorSync.Cli.Tests.Chaos.Truths;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>
/// The truth changes, a run meets a fault, a clean run follows; after each of them everything that was promised is looked at.
/// </summary>
internal sealed class ChaosRound(ChaosWorld world, ChaosJudge judge, TruthEditor editor, Random random, ChaosFault fault)
{
    private const int Done = 0;
    private const int RemovalsHeld = 5;

    private readonly List<Violation> _violations = [];

    /// <summary>How the run with the fault ended.</summary>
    public int ExitCode { get; private set; }

    /// <summary>What the run with the fault said.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>Whether both sides agree now, so that another round can follow.</summary>
    public bool HasConverged { get; private set; }

    /// <summary>Plays the round.</summary>
    /// <returns>What was broken.</returns>
    public async Task<IReadOnlyList<Violation>> PlayAsync()
    {
        if (fault.LosesHistory)
            editor.ForgetWhoWasDisabled();
        await EditAsync(mayMove: true);
        await MeetFaultAsync();
        if (!fault.LosesHistory && random.Next(4) == 0)
            await EditAsync(mayMove: false);
        if (fault.LosesHistory)
            await RunCleanAsync([Done, RemovalsHeld]);
        await RunCleanAsync([Done]);
        ExpectAgreement();
        if (random.Next(10) == 0)
            await ExpectNoWriteAsync();
        _violations.AddRange(await judge.FindSecretsAsync());
        return _violations;
    }

    private async Task EditAsync(bool mayMove)
    {
        var ldif = editor.Edit(mayRename: !fault.LosesHistory, mayMove);
        if (ldif.Length > 0)
            await world.Directory.ModifyAsync(ldif);
    }

    private async Task MeetFaultAsync()
    {
        var settings = new RunSettings { AsProcess = fault.NeedsProcess || random.Next(4) == 0, IsIncremental = random.Next(3) > 0 };
        judge.Begin();
        var result = await fault.RunAsync(world, settings);
        await world.RepairAsync();
        (ExitCode, Text) = result;
        _violations.AddRange(judge.Judge(result, fault.ClockIsSound));
        if (!fault.ExitCodes.Contains(result.ExitCode))
            _violations.Add(new Violation(Promise.ExitCode, $"{fault} ended with {result.ExitCode}: {result.Text}"));
    }

    private async Task RunCleanAsync(IReadOnlyCollection<int> exitCodes)
    {
        judge.Begin();
        var result = await world.RunAsync(new RunSettings { AsProcess = random.Next(8) == 0, IsIncremental = random.Next(3) > 0 });
        _violations.AddRange(judge.Judge(result, clockIsSound: true));
        if (!exitCodes.Contains(result.ExitCode))
            _violations.Add(new Violation(Promise.Convergence, $"the clean run ended with {result.ExitCode}: {result.Text}"));
    }

    private void ExpectAgreement()
    {
        var differences = judge.FindDifferences().ToList();
        HasConverged = differences.Count == 0;
        _violations.AddRange(differences);
        editor.Agree();
    }

    private async Task ExpectNoWriteAsync()
    {
        judge.Begin();
        var result = await world.RunAsync(new RunSettings());
        if (result.ExitCode != Done || world.Writes() is { Count: > 0 })
            _violations.Add(new Violation(Promise.Convergence, $"a further run wrote {string.Join(", ", world.Writes())}: {result.Text}"));
    }
}
