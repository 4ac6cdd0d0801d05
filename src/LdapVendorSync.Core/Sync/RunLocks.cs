using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Sync;

/// <summary>The locks of every target that a run writes to: all of them, or none.</summary>
internal sealed class RunLocks : IDisposable
{
    private readonly List<RunLock> _locks = [];

    private RunLocks()
    {
    }

    /// <summary>Who holds a lock that the run needs; <see langword="null"/> where the run has them all.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Takes the locks, in one order for all runs, so that two of them never each hold what the other waits for.</summary>
    public static RunLocks Acquire(string stateDirectory, IEnumerable<string> targets, RunStart run)
    {
        var locks = new RunLocks();
        var claim = new RunLockHolder { RunId = run.Id, Command = run.Command ?? "LdapVendorSync", StartedAt = run.StartedAt };
        foreach (var target in targets.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!locks.TryAdd(stateDirectory, target, claim))
                break;
        }

        return locks;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var held in _locks)
            held.Dispose();
        _locks.Clear();
    }

    private bool TryAdd(string stateDirectory, string target, RunLockHolder claim)
    {
        if (RunLock.TryAcquire(stateDirectory, target, claim, out var runLock, out var holder))
        {
            _locks.Add(runLock);
            return true;
        }

        Dispose();
        Refusal = $"Another run is writing to '{target}': {holder?.ToString() ?? "it has not said who it is"}. "
            + "Nothing was done; try again when it has ended.";
        return false;
    }
}
