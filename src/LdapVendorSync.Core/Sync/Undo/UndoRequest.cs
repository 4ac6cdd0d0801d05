using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>A run that is to be undone: what it did is taken back as far as that is possible and nobody has changed it since.</summary>
/// <param name="Undone">The run with its changes, as the journal had them when they were read.</param>
public sealed record UndoRequest(RecordedChanges Undone)
{
    /// <summary>
    /// Only changes of these people (by the name that messages call them, a match key's value, or the id at either side,
    /// case-insensitive); of all where empty.
    /// </summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>The id of the run that is to be undone.</summary>
    public string RunId => Undone.Run.Start.Id;

    /// <summary>Reads from a history what a run did.</summary>
    /// <param name="history">The history file and its keys.</param>
    /// <param name="run">
    /// The run's id, the beginning of one, or <see cref="HistoryViewer.LastRun"/> for the latest that changed something and was no undo.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HistoryException">No run is meant, or several, or the history cannot be read.</exception>
    public static async Task<UndoRequest> ReadAsync(HistoryLocation history, string run, CancellationToken cancellationToken) =>
        new(await HistoryViewer.GetChangesAsync(history, run, cancellationToken).ConfigureAwait(false));

    /// <summary>Whether a change is one of somebody who is meant.</summary>
    internal bool IsMeant(JournalIntent change) => People.Count == 0 || People.Any(person =>
        Is(person, change.Person)
        || Is(person, change.VendorId)
        || Is(person, change.SourceId)
        || Is(person, change.MatchKey?[(change.MatchKey.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    private static bool Is(string person, string? name) => person.Equals(name, StringComparison.OrdinalIgnoreCase);
}
