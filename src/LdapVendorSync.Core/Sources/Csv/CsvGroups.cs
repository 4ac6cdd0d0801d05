namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>The groups of a source, by id and by name; case does not count.</summary>
internal sealed class CsvGroups
{
    private readonly List<CsvGroup> _all = [];
    private readonly Dictionary<string, CsvGroup> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<CsvGroup>> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every group, in the order in which files list or name them first.</summary>
    public IReadOnlyList<CsvGroup> All => _all;

    /// <summary>The groups that a text means: the one with this id, else those with this name.</summary>
    public IReadOnlyList<CsvGroup> Find(string text) =>
        FindById(text) is { } group ? [group] : _byName.TryGetValue(text.Trim(), out var named) ? named : [];

    /// <summary>Finds the group that is meant, with what is remembered of it.</summary>
    /// <param name="source">The name of the source.</param>
    public NamedGroupFinder<CsvGroup> FinderFor(string source) =>
        new(source, (text, _) => Task.FromResult(Find(text)), (id, _) => Task.FromResult(FindById(id)))
        {
            Ids = StringComparer.OrdinalIgnoreCase,
            Absence = ": no row lists or names it",
        };

    public CsvGroup? FindById(string id) => _byId.GetValueOrDefault(id.Trim());

    /// <summary>Adds a group; <see langword="null"/> where another has its id.</summary>
    public CsvGroup? Add(string name, string? stableId)
    {
        var group = new CsvGroup(name, stableId);
        if (stableId is not null && !_byId.TryAdd(stableId, group))
            return null;
        if (!_byName.TryGetValue(name, out var named))
            _byName[name] = named = [];
        named.Add(group);
        _all.Add(group);
        return group;
    }

    /// <summary>The group that a row names, which is there from then on.</summary>
    /// <exception cref="CsvException">Several groups have the name.</exception>
    public CsvGroup Named(string text, string file, int line) => Find(text) switch
    {
        [var group] => group,
        [] => Add(text, null)!,
        var several => throw new CsvException(
            file, line, $"'{text}' is the name of {several.Count} groups; name the one that is meant by its id ({string.Join(", ", several.Select(group => group.Id))})."),
    };
}
