using LdapVendorSync.Core.Sources;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sync.Incremental;

/// <summary>Tells whether what changed in a source can matter to a read. Whatever is in doubt matters.</summary>
internal sealed class ChangeImpact
{
    private readonly SourceChanges _changes;
    private readonly HashSet<string> _ids;
    private readonly Dictionary<DistinguishedName, ChangedEntry> _names = [];
    private readonly string? _doubt;

    public ChangeImpact(SourceChanges changes)
    {
        _changes = changes;
        _doubt = changes.Doubt;
        _ids = changes.Entries.Select(entry => entry.Id).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in changes.Entries)
        {
            if (entry.DistinguishedName is null)
                continue;
            if (DistinguishedName.TryParse(entry.DistinguishedName, out var name))
                _names[name] = entry;
            else
                _doubt ??= $"an entry changed whose name '{entry.DistinguishedName}' cannot be understood";
        }
    }

    /// <summary>Why a read may not be given again; <see langword="null"/> where nothing changed that could matter to it.</summary>
    /// <param name="content">What was read.</param>
    /// <param name="searched">
    /// The name by which the group was searched, which another one could have by now; <see langword="null"/> where it was not searched.
    /// </param>
    public string? Find(KeptContent content, string? searched)
    {
        if (_doubt is not null)
            return _doubt;
        if (_changes.IsEmpty)
            return null;
        if (content.FilteredOut > 0)
            return "somebody changed, and may be one of those whom the settings leave out";
        if (searched is not null && _changes.Entries.FirstOrDefault(entry => MayBeFound(entry, searched)) is { } group)
            return $"the group is searched by its name, and a group changed that may have it: '{group.DistinguishedName ?? group.Id}'";
        foreach (var (id, name) in Entries(content))
        {
            if (_ids.Contains(id) || (DistinguishedName.TryParse(name, out var dn) && _names.ContainsKey(dn)))
                return $"'{name ?? id}' changed";
            if (_changes.Present?.Contains(id) == false)
                return $"'{name ?? id}' is gone";
        }

        return null;
    }

    private static bool MayBeFound(ChangedEntry entry, string searched) =>
        entry.MayBeGroup && entry.Names?.Contains(searched.Trim(), StringComparer.OrdinalIgnoreCase) != false;

    private static IEnumerable<(string Id, string? Name)> Entries(KeptContent content) => content.Groups
        .Select(group => (group.Id, (string?)group.DistinguishedName))
        .Concat(content.Members.Select(member => (member.Id, member.DistinguishedName)));
}
