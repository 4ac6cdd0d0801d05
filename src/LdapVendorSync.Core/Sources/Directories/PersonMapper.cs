using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories.Accounts;
using LdapVendorSync.Core.Sources.Directories.Dialects;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Makes a member of a person's entry, as the settings say.</summary>
internal sealed class PersonMapper(PersonFields fields, AccountJudge accounts, IReadOnlyList<string> furtherAttributes)
{
    /// <summary>The attributes to ask a server for, by name: operational ones such as <c>entryUUID</c> come in no other way.</summary>
    public IReadOnlyList<string> Attributes { get; } =
    [
        .. new[]
        {
            ["objectClass"], fields.Id, fields.UserName, fields.Email, fields.FirstName, fields.LastName, fields.DisplayName,
            accounts.Attributes, furtherAttributes,
        }.SelectMany(names => names).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The attributes that identify an entry, the first that is there.</summary>
    public IReadOnlyList<string> IdAttributes => fields.Id;

    /// <summary>The member that an entry stands for.</summary>
    public GroupMember Map(DirectoryEntry entry)
    {
        var account = accounts.Judge(entry);
        return new GroupMember
        {
            Id = ReadId(entry),
            UserName = ReadField(entry, fields.UserName),
            Email = ReadField(entry, fields.Email),
            FirstName = ReadField(entry, fields.FirstName),
            LastName = ReadField(entry, fields.LastName),
            DisplayName = ReadField(entry, fields.DisplayName),
            Enabled = account.Enabled,
            AccountState = account.State,
            AccountStateUntil = account.Until,
            DistinguishedName = entry.Dn.ToString(),
            Attributes = ReadFurther(entry),
        };
    }

    /// <summary>The id that survives renames; where the directory keeps none, the DN in the form that equal DNs share.</summary>
    public string ReadId(DirectoryEntry entry)
    {
        for (var i = 0; i < fields.Id.Count; i++)
        {
            if (ReadId(entry, fields.Id[i]) is { } value)
                return value;
        }

        return entry.Dn.Normalized;
    }

    /// <summary>Every id of the entry that survives renames, the one that counts first; none where the directory keeps none.</summary>
    public IEnumerable<EntryId> ReadIds(DirectoryEntry entry)
    {
        foreach (var attribute in fields.Id)
        {
            if (ReadId(entry, attribute) is { } value)
                yield return new EntryId(attribute, value);
        }
    }

    /// <summary>The ids by which an entry may be known that is remembered by a text.</summary>
    public IEnumerable<EntryId> PossibleIds(string value) => fields.Id.Select(attribute => new EntryId(attribute, value));

    private static string? ReadField(DirectoryEntry entry, IReadOnlyList<string> attributes)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            if (ReadField(entry, attributes[i]) is { } value)
                return value;
        }

        return null;
    }

    // Bytes that are no text name nobody and are no address.
    private static string? ReadField(DirectoryEntry entry, string attribute)
    {
        var values = entry[attribute];
        if (values.Count == 0)
            return null;
        if (values.Count == 1 && !attribute.Equals(MailAddresses.ProxyAddresses, StringComparison.OrdinalIgnoreCase))
            return Present(ValueText.ToText(attribute, values[0]));
        var texts = values.Select(value => ValueText.ToText(attribute, value)).OfType<string>();
        if (attribute.Equals(MailAddresses.ProxyAddresses, StringComparison.OrdinalIgnoreCase))
            texts = texts.Select(MailAddresses.FromProxyAddress).OfType<string>();
        return Choose(entry, attribute, texts);
    }

    private static string? ReadId(DirectoryEntry entry, string attribute) => entry[attribute] switch
    {
        [] => null,
        [var value] => Present(ValueText.Show(attribute, value)),
        var values => Choose(entry, attribute, values.Select(value => ValueText.Show(attribute, value))),
    };

    private static string? Present(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    /// <summary>
    /// The one value that counts. The values of an attribute have no order (RFC 4511 section 4.1.7), and servers do change it: of several
    /// the one that names the entry counts, else the first by its characters.
    /// </summary>
    private static string? Choose(DirectoryEntry entry, string attribute, IEnumerable<string> values)
    {
        var sorted = values.Where(value => !string.IsNullOrWhiteSpace(value)).Order(StringComparer.Ordinal).ToList();
        return sorted.Count > 1 ? sorted.Find(value => IsInName(entry, attribute, value)) ?? sorted[0] : sorted.FirstOrDefault();
    }

    private static bool IsInName(DirectoryEntry entry, string attribute, string value) =>
        !entry.Dn.IsRoot && entry.Dn.Rdns[0].Assertions.Any(assertion =>
            !assertion.IsEncoded
            && assertion.Type.Equals(attribute, StringComparison.OrdinalIgnoreCase)
            && assertion.Value.Equals(value, StringComparison.OrdinalIgnoreCase));

    private IReadOnlyDictionary<string, IReadOnlyList<string>> ReadFurther(DirectoryEntry entry)
    {
        if (furtherAttributes.Count == 0)
            return MemberDetails.NoAttributes;
        var attributes = new Dictionary<string, IReadOnlyList<string>>(furtherAttributes.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var name in furtherAttributes)
        {
            var values = entry[name];
            if (values.Count > 0)
                attributes[name] = values.Select(value => ValueText.Show(name, value)).ToArray();
        }

        return attributes;
    }
}
