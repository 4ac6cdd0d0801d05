namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>Gathers what the searches for changes bring, tree by tree.</summary>
internal sealed class ChangeCollector
{
    private readonly List<ChangedEntry> _entries = [];
    private readonly List<string> _trees = [];
    private HashSet<string>? _present;
    private string? _doubt;

    public bool IsInDoubt => _doubt is not null;

    public void AddTree(string tree) => _trees.Add(tree);

    public void Add(ChangedEntry entry) => _entries.Add(entry);

    /// <summary>Whether an entry is among those that are said to have changed.</summary>
    public bool Tells(string id) => _entries.Exists(entry => string.Equals(entry.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Notes that entries which are gone are those that nobody names.</summary>
    public void StartPresence() => _present ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    public void AddPresent(Guid id)
    {
        StartPresence();
        _present!.Add(id.ToString());
    }

    /// <summary>Notes why anything may have changed; the first reason counts.</summary>
    public void Doubt(string why) => _doubt ??= why;

    public SourceChanges ToChanges(LdapChangeToken? token) => new()
    {
        Token = token?.ToString(),
        Doubt = _doubt,
        Entries = _entries,
        Present = _present,
        Trees = _trees,
    };
}
