namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Makes a group of a group's entry.</summary>
internal sealed class GroupMapper(IReadOnlyList<string> memberAttributes, PersonMapper ids, IReadOnlyList<string> idAttributes)
{
    private const string MemberUrl = "memberURL";

    /// <summary>The attributes that describe a group, without its members.</summary>
    public IReadOnlyList<string> Description { get; } = [.. idAttributes, "objectClass", "cn", "description"];

    /// <summary>Everything that is asked for when a group is read.</summary>
    public IReadOnlyList<string> Attributes { get; } = [.. idAttributes, "objectClass", "cn", "description", MemberUrl, .. memberAttributes];

    /// <summary>Whether an entry can be read as a group: by its class, or because it lists members all the same.</summary>
    public bool CanRead(DirectoryEntry entry) =>
        EntryClasses.IsGroup(entry) || !entry.ObjectClasses.Any() || memberAttributes.Any(attribute => entry.OfType(attribute).Any());

    public DirectoryGroup Map(DirectoryEntry entry) => new()
    {
        Dn = entry.Dn,
        Id = ids.ReadId(entry),
        Name = entry.Texts("cn").FirstOrDefault() ?? entry.Dn.Rdns[0].Value,
        Description = entry.Texts("description").FirstOrDefault(),
        Members = [.. memberAttributes.SelectMany(attribute => ReadMembers(entry, attribute)).Distinct()],
        IsDynamic = entry[MemberUrl].Count > 0,
        Unfinished = [.. memberAttributes.SelectMany(attribute => FindUnfinished(entry, attribute))],
    };

    private static IEnumerable<MemberReference> ReadMembers(DirectoryEntry entry, string attribute) =>
        entry.OfType(attribute).SelectMany(values => values.Values).Select(value => MemberReference.Parse(attribute, value));

    /// <summary>
    /// Whether an attribute that was handed out in parts lacks some: they must join from 0 to the one that is marked as the last, and each must
    /// hold as many values as it says.
    /// </summary>
    private static IEnumerable<(string, int)> FindUnfinished(DirectoryEntry entry, string attribute)
    {
        var parts = entry.OfType(attribute).Where(values => values.Description.Range is not null).OrderBy(values => values.Description.Range!.Value.Low).ToList();
        var known = 0;
        foreach (var part in parts)
        {
            var range = part.Description.Range!.Value;
            if (range.Low == known && range.IsLast)
                return [];
            if (range.Low != known || part.Values.Count != range.High - range.Low + 1)
                break;
            known += part.Values.Count;
        }

        return parts.Count > 0 ? [(attribute, known)] : [];
    }
}
