namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>What an undo made of the run that it was to undo.</summary>
/// <param name="RunId">The run that was to be undone.</param>
/// <param name="StartedAt">When that run began (UTC).</param>
/// <param name="Command">What had started it.</param>
/// <param name="Changes">How many of its changes were looked at.</param>
public sealed record UndoUse(string RunId, DateTimeOffset StartedAt, string? Command, int Changes)
{
    /// <summary>How many were undone; in a dry run, would be.</summary>
    public int Undone { get; init; }

    /// <summary>How many a guard held.</summary>
    public int Held { get; init; }

    /// <summary>How many failed at the vendor, or were not tried because it was given up or the run was cancelled.</summary>
    public int Failed { get; init; }

    /// <summary>Of how many nothing was left: they were undone already, by a run or by hand.</summary>
    public int NothingToDo { get; init; }

    /// <summary>How many cannot be undone by their nature, and stay: accounts and groups that were created.</summary>
    public int Stays { get; init; }

    /// <summary>How many could not be undone as things stand; each is among the run's changes, with the reason.</summary>
    public int NotUndone { get; init; }
}
