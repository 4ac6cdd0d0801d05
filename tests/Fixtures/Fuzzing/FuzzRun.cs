using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LdapVendorSync.Fixtures.Fuzzing;

/// <summary>
/// Many cases of one kind, each with random numbers of its own, so that any can be run again alone. The seed is always the same; with
/// <c>LVS_FUZZ_FACTOR=50</c> there are fifty times as many cases of a seed of chance. <c>LVS_FUZZ_SEED</c> sets the seed, and
/// <c>LVS_FUZZ_CASE</c> runs one case alone: both stand in the message of a failure.
/// </summary>
public sealed class FuzzRun
{
    private const int UsualSeed = 4511;
    private const string Prefix = "LVS_FUZZ_";

    /// <summary>What no case may take: far more than any needs, so that only a hang reaches it.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(30);

    private readonly string _subject;
    private readonly Action<string> _write;
    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly int? _only = Number("CASE");
    private int _current;

    /// <summary>A run that is to begin.</summary>
    /// <param name="subject">What is put to the test, for the figures.</param>
    /// <param name="cases">How many cases there are in a usual run.</param>
    /// <param name="write">Takes the figures.</param>
    public FuzzRun(string subject, int cases, Action<string> write)
    {
        _subject = subject;
        _write = write;
        var factor = Number("FACTOR");
        Cases = cases * Math.Max(1, factor ?? 1);
        Seed = Number("SEED") ?? (factor is null ? UsualSeed : Random.Shared.Next());
    }

    /// <summary>What all cases are made from.</summary>
    public int Seed { get; }

    /// <summary>The number of cases.</summary>
    public int Cases { get; }

    /// <summary>Runs all cases.</summary>
    /// <param name="run">Runs a case; returns what came of it in a word, to be counted.</param>
    /// <exception cref="InvalidOperationException">A case failed or does not end; says how to run it again.</exception>
    public Task RunAsync(Func<Random, string> run) => RunAsync((random, _) => Task.FromResult(run(random)));

    /// <summary>Runs all cases.</summary>
    /// <param name="run">Runs a case by its number; returns what came of it in a word, to be counted.</param>
    /// <exception cref="InvalidOperationException">A case failed or does not end; says how to run it again.</exception>
    public async Task RunAsync(Func<Random, int, Task<string>> run)
    {
        var started = Stopwatch.StartNew();
        var running = Task.Run(() => RunCasesAsync(run));
        while (!running.IsCompleted)
        {
            var before = Volatile.Read(ref _current);
            await Task.WhenAny(running, Task.Delay(HangLimit));
            if (!running.IsCompleted && Volatile.Read(ref _current) == before)
                throw new InvalidOperationException($"{Describe(before)} did not end within {HangLimit.TotalSeconds} s.");
        }

        await running;
        var outcomes = string.Join(", ", _outcomes.OrderByDescending(pair => pair.Value).Select(pair => Figure(pair.Value, pair.Key)));
        _write($"FIGURE: fuzz, {_subject}: {Figure(Cases, "cases")}, seed {Seed}, {started.Elapsed.TotalSeconds:0.0} s: {outcomes}");
    }

    private async Task RunCasesAsync(Func<Random, int, Task<string>> run)
    {
        for (var number = _only ?? 0; number < (_only + 1 ?? Cases); number++)
        {
            Volatile.Write(ref _current, number);
            try
            {
                var outcome = await run(new Random(HashCode(Seed, number)), number);
                _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{Describe(number)}: {error.Message}", error);
            }
        }
    }

    private string Describe(int number) => $"{_subject}, case {number} ({Prefix}SEED={Seed} {Prefix}CASE={number})";

    private static int HashCode(int seed, int number) => unchecked((seed * 486187739) ^ (number * 16777619));

    private static string Figure(int number, string word) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {word}");

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(Prefix + name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
