using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Makes a group of a group's entry.</summary>
internal sealed class GroupMapper
{
    private const string MemberUrl = "memberURL";
    private const string Token = "primaryGroupToken";
    private const string SecurityIdentifier = "objectSid";

    private readonly IReadOnlyList<string> _memberAttributes;
    private readonly PersonMapper _people;
    private readonly IReadOnlyList<(string ObjectClass, string Attribute)> _required;

    /// <summary>A mapper for the groups of a source.</summary>
    /// <param name="memberAttributes">Which attributes list members.</param>
    /// <param name="people">Knows which attributes identify an entry.</param>
    /// <param name="required">The object classes of groups that are never empty, with the attributes that list their members.</param>
    public GroupMapper(
        IReadOnlyList<string> memberAttributes, PersonMapper people, IReadOnlyList<(string ObjectClass, string Attribute)> required)
    {
        _memberAttributes = memberAttributes;
        _required = [.. required.Where(pair => memberAttributes.Contains(pair.Attribute, StringComparer.OrdinalIgnoreCase))];
        _people = people;
        Description = [.. people.IdAttributes, "objectClass", "cn", "description"];
        Attributes = [.. Description, MemberUrl, .. _memberAttributes];
    }

    /// <summary>The attributes that describe a group, without its members.</summary>
    public IReadOnlyList<string> Description { get; }

    /// <summary>Everything that is asked for when a group is read.</summary>
    public IReadOnlyList<string> Attributes { get; }

    /// <summary>What is asked for besides where people can have a group as their primary one.</summary>
    public static IReadOnlyList<string> PrimaryGroupAttributes { get; } = [Token, SecurityIdentifier];

    /// <summary>Whether an entry can be read as a group: by its class, or because it lists members all the same.</summary>
    public bool CanRead(DirectoryEntry entry) =>
        EntryClasses.IsGroup(entry) || !entry.ObjectClasses.Any() || _memberAttributes.Any(attribute => entry.OfType(attribute).Any());

    /// <summary>Finds the group that is remembered by an id.</summary>
    public LdapFilter FindById(string id) => LdapFilter.Or(_people.PossibleIds(id).Select(candidate => candidate.ToFilter()));

    public DirectoryGroup Map(DirectoryEntry entry) => new()
    {
        Dn = entry.Dn,
        Id = _people.ReadId(entry),
        Ids = [.. _people.ReadIds(entry)],
        Name = entry.Texts("cn").FirstOrDefault() ?? entry.Dn.Rdns[0].Value,
        Description = entry.Texts("description").FirstOrDefault(),
        Members = [.. _memberAttributes.SelectMany(attribute => ReadMembers(entry, attribute)).Distinct()],
        LacksRequiredMembers = _required.Any(pair =>
            entry.ObjectClasses.Contains(pair.ObjectClass, StringComparer.OrdinalIgnoreCase) && !entry.OfType(pair.Attribute).Any()),
        MemberUrls = [.. entry[MemberUrl].Select(value => DirectoryEntry.ToText(value) ?? string.Empty)],
        PrimaryGroupToken = ReadPrimaryGroupToken(entry),
        Unfinished = [.. _memberAttributes.SelectMany(attribute => FindUnfinished(entry, attribute))],
    };

    // primaryGroupToken is computed from the last part of the SID (MS-ADTS section 3.1.1.4.5.11), which ends its binary form.
    private static uint? ReadPrimaryGroupToken(DirectoryEntry entry)
    {
        if (uint.TryParse(entry.Texts(Token).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var token))
            return token;
        return entry[SecurityIdentifier] is [{ Length: >= 12 } sid, ..] ? BinaryPrimitives.ReadUInt32LittleEndian(sid.Span[^4..]) : null;
    }

    private static IEnumerable<MemberReference> ReadMembers(DirectoryEntry entry, string attribute) =>
        entry.OfType(attribute).SelectMany(values => values.Values).Select(value => MemberReference.Parse(attribute, value));

    /// <summary>
    /// Whether an attribute that was handed out in parts lacks some: all of them must join from 0 to the one that is marked as the last, each
    /// must hold as many values as it says, and no value may come twice, as it does when the list changes meanwhile.
    /// </summary>
    private static IEnumerable<(string, int)> FindUnfinished(DirectoryEntry entry, string attribute)
    {
        var parts = entry.OfType(attribute).Where(values => values.Description.IsPart).ToList();
        if (parts.Count == 0)
            return [];

        var beginnings = new HashSet<string>(StringComparer.Ordinal);
        var known = 0;
        var joined = 0;
        foreach (var part in parts.Where(part => part.Description.Range is not null).OrderBy(part => part.Description.Range!.Value.Low))
        {
            var range = part.Description.Range!.Value;
            if (range.Low != known)
                break;
            if (range.IsLast)
                return joined == parts.Count - 1 && AreDistinct(parts) ? [] : [(attribute, known)];
            if (part.Values.Count != range.High - range.Low + 1 || !beginnings.Add(Octets(part.Values[0])))
                break;
            known += part.Values.Count;
            joined++;
        }

        return [(attribute, known)];
    }

    private static bool AreDistinct(List<DirectoryValues> parts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return parts.Count == 1 || parts.SelectMany(part => part.Values).All(value => seen.Add(Octets(value)));
    }

    private static string Octets(ReadOnlyMemory<byte> value) => Encoding.Latin1.GetString(value.Span);
}
