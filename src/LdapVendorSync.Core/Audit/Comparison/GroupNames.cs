using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Audit.Comparison;

/// <summary>
/// Finds groups of one side by id, path (a DN, too), name or description (in Odoo, the XML id is the name, and the name that people see the
/// description).
/// </summary>
internal sealed class GroupNames
{
    private readonly ContentIndex _index;
    private readonly ILookup<string, int> _byPath;
    private readonly ILookup<string, int> _byName;
    private readonly ILookup<string, int> _byDescription;

    public GroupNames(ContentIndex index)
    {
        _index = index;
        _byPath = By(group => group.Path, PathKey);
        _byName = By(group => group.Name, ContentIndex.NameKey);
        _byDescription = By(group => group.Description, ContentIndex.NameKey);
    }

    /// <summary>
    /// The group with an id, or else the only one with a path, or else with a name, or else with a description; case and surrounding blanks
    /// aside.
    /// </summary>
    public int? Find(string text) => _index.GroupOf(text) is >= 0 and var group
        ? group
        : Only(_byPath[PathKey(text)]) ?? Only(text) ?? Only(_byDescription[ContentIndex.NameKey(text)]);

    /// <summary>The only group with a name.</summary>
    public int? Only(string name) => Only(_byName[ContentIndex.NameKey(name)]);

    /// <summary>Whether no other group has the group's name.</summary>
    public bool IsAlone(int group) => Only(_index.Groups[group].Name) is not null;

    /// <summary>Whether a text means none of several groups more than the others.</summary>
    public bool IsAmbiguous(string text) =>
        Find(text) is null && (_byName[ContentIndex.NameKey(text)].Any() || _byDescription[ContentIndex.NameKey(text)].Any());

    /// <summary>The name of the group that a text means; the text itself where it means none.</summary>
    public string NameOf(string text) => Find(text) is { } group ? _index.Groups[group].Name : text;

    private ILookup<string, int> By(Func<SystemGroup, string?> textOf, Func<string, string> keyOf) =>
        Enumerable.Range(0, _index.Groups.Count)
            .Where(group => !string.IsNullOrWhiteSpace(textOf(_index.Groups[group])))
            .ToLookup(group => keyOf(textOf(_index.Groups[group])!), StringComparer.Ordinal);

    // A DN is spelt in several ways.
    private static string PathKey(string path) =>
        DistinguishedName.TryParse(path, out var dn) && !dn.IsRoot ? dn.Normalized : ContentIndex.NameKey(path);

    private static int? Only(IEnumerable<int> groups) => groups.Take(2).ToList() is [var only] ? only : null;
}
