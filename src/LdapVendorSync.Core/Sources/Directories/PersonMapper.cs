using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories.Accounts;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Makes a member of a person's entry, as the settings say.</summary>
internal sealed class PersonMapper(FieldSettings fields, AccountJudge accounts, IReadOnlyList<string> furtherAttributes)
{
    private const int GuidLength = 16;

    /// <summary>The attributes to ask a server for, by name: operational ones such as <c>entryUUID</c> come in no other way.</summary>
    public IReadOnlyList<string> Attributes { get; } =
    [
        .. new[]
        {
            ["objectClass"], fields.Id, fields.UserName, fields.Email, fields.FirstName, fields.LastName, fields.DisplayName,
            accounts.Attributes, furtherAttributes,
        }.SelectMany(names => names).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

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
    public string ReadId(DirectoryEntry entry) => ReadField(entry, fields.Id) ?? entry.Dn.Normalized;

    /// <summary>Every id of the entry that survives renames, the one that counts first; none where the directory keeps none.</summary>
    public IEnumerable<EntryId> ReadIds(DirectoryEntry entry)
    {
        foreach (var attribute in fields.Id)
        {
            if (ReadField(entry, attribute) is { } value)
                yield return new EntryId(attribute, value);
        }
    }

    /// <summary>The ids by which an entry may be known that is remembered by a text.</summary>
    public IEnumerable<EntryId> PossibleIds(string value) => fields.Id.Select(attribute => new EntryId(attribute, value));

    private static string? ReadField(DirectoryEntry entry, IReadOnlyList<string> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (ReadField(entry, attribute) is { } value)
                return value;
        }

        return null;
    }

    private static string? ReadField(DirectoryEntry entry, string attribute)
    {
        var values = entry[attribute].Select(value => Show(attribute, value)).Where(value => !string.IsNullOrWhiteSpace(value)).ToList();
        return values.Count > 1 ? values.Find(value => IsInName(entry, attribute, value)) ?? values[0] : values.FirstOrDefault();
    }

    // The values of an attribute have no order (RFC 4511 section 4.1.7); of several, the one that names the entry is the lasting one.
    private static bool IsInName(DirectoryEntry entry, string attribute, string value) =>
        !entry.Dn.IsRoot && entry.Dn.Rdns[0].Assertions.Any(assertion =>
            !assertion.IsEncoded
            && assertion.Type.Equals(attribute, StringComparison.OrdinalIgnoreCase)
            && assertion.Value.Equals(value, StringComparison.OrdinalIgnoreCase));

    private Dictionary<string, IReadOnlyList<string>> ReadFurther(DirectoryEntry entry)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(furtherAttributes.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var name in furtherAttributes)
        {
            var values = entry[name];
            if (values.Count > 0)
                attributes[name] = values.Select(value => Show(name, value)).ToArray();
        }

        return attributes;
    }

    /// <summary>A value as text; a GUID in its usual form, anything else that is no text in base64.</summary>
    private static string Show(string attribute, ReadOnlyMemory<byte> value)
    {
        // Active Directory keeps the bytes of a GUID in the order of a Win32 structure (MS-DTYP section 2.3.4.2), as this constructor does.
        if (value.Length == GuidLength && EntryId.IsGuid(attribute))
            return new Guid(value.Span).ToString();
        return value.Span.Contains((byte)0) || DirectoryEntry.ToText(value) is not { } text ? Convert.ToBase64String(value.Span) : text;
    }
}
