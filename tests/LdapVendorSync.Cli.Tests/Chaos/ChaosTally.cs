using System.Diagnostics;
using LdapVendorSync.Cli.Tests.Chaos.Oracle;

namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>Counts what happened. Safe for concurrent use.</summary>
internal sealed class ChaosTally
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly SortedDictionary<string, int> _families = [];
    private readonly SortedDictionary<int, int> _exitCodes = [];
    private readonly List<(string Round, Violation Violation)> _violations = [];
    private int _harmless;

    /// <summary>What was broken, and in which round.</summary>
    public IReadOnlyList<(string Round, Violation Violation)> Violations => _violations;

    /// <summary>A round is over.</summary>
    public void Add(string round, string family, bool hasStruck, int exitCode, IEnumerable<Violation> violations)
    {
        lock (_gate)
        {
            if (hasStruck)
                _families[family] = _families.GetValueOrDefault(family) + 1;
            else
                _harmless++;
            _exitCodes[exitCode] = _exitCodes.GetValueOrDefault(exitCode) + 1;
            _violations.AddRange(violations.Select(violation => (round, violation)));
        }
    }

    /// <summary>How many runs met their fault.</summary>
    public int Struck => _families.Values.Sum();

    /// <summary>The figures, a line each.</summary>
    public IEnumerable<string> Figures(string seed, IEnumerable<string> missing)
    {
        yield return $"chaos: {Struck} runs with a fault ({seed}) and {_harmless} whose fault never came, in {_watch.Elapsed.TotalSeconds:F0} s";
        yield return $"chaos: {string.Join(", ", _families.Select(family => $"{family.Value} {family.Key}"))}";
        foreach (var reason in missing)
            yield return $"chaos: 0 {reason}";
        yield return $"chaos: exit codes {string.Join(", ", _exitCodes.Select(code => $"{code.Key}: {code.Value}"))}";
        yield return $"chaos: wrong removals {Count(Promise.NoWrongRemoval)}, wrong gains {Count(Promise.NoWrongGain)}, "
            + $"lost journal entries {Count(Promise.NoLostJournalEntry)}, secrets written {Count(Promise.NoSecretWritten)}, "
            + $"not converged {Count(Promise.Convergence)}, wrong exit codes {Count(Promise.ExitCode)}";
    }

    private int Count(Promise promise) => _violations.Count(violation => violation.Violation.Promise == promise);
}
