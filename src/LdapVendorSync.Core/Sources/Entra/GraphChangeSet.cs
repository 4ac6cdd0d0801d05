using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>What Graph tells of changes, entry by entry: twice, in pieces and in any order, where it likes.</summary>
/// <param name="deletedBefore">The ids of users and groups that were deleted earlier and may be restored yet.</param>
internal sealed class GraphChangeSet(IReadOnlyList<string> deletedBefore)
{
    private readonly Dictionary<string, ChangedEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _deleted = new(deletedBefore, StringComparer.OrdinalIgnoreCase);

    /// <summary>What changed, each entry once.</summary>
    public IReadOnlyList<ChangedEntry> Entries => [.. _entries.Values];

    /// <summary>The ids of users and groups that are deleted and may be restored.</summary>
    public IReadOnlyList<string> Deleted => [.. _deleted];

    /// <summary>The id of one that was restored, and is in its groups again although those are not said to have changed.</summary>
    public string? Restored { get; private set; }

    /// <summary>Takes an entry in.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="item">What is told of it.</param>
    /// <param name="isGroup">Whether it is a group.</param>
    public void Note(string id, DataNode item, bool isGroup)
    {
        var removed = item.Parts("@removed").FirstOrDefault();
        NoteDeletion(id, removed);
        var names = isGroup && removed is null ? NamesOf(item) : [];
        var known = _entries.GetValueOrDefault(id);
        _entries[id] = new ChangedEntry(id, null, isGroup)
        {
            // Of names that differ from piece to piece, each may be the one that counts.
            Names = known is null ? names : known.Names is null || names is null ? null : [.. known.Names, .. names],
        };
    }

    // Deleted for good is "deleted"; whoever may be restored has only "changed".
    private void NoteDeletion(string id, DataNode? removed)
    {
        if (removed?.TextAt("reason") == "changed")
            _deleted.Add(id);
        else if (_deleted.Remove(id) && removed is null)
            Restored = id;
    }

    // As EntraApi searches them.
    private static IReadOnlyCollection<string>? NamesOf(DataNode group) => group.TextAt("displayName") is { } name
        ? [.. new[] { name, group.TextAt("mail") }.OfType<string>().Select(text => text.Trim())]
        : null;
}
