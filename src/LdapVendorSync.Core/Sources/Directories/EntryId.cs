using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>An id of an entry that survives renames.</summary>
/// <param name="Attribute">The attribute that holds it.</param>
/// <param name="Value">It as text; a GUID in its usual form, other binary values in base64.</param>
internal sealed record EntryId(string Attribute, string Value)
{
    private static readonly HashSet<string> GuidAttributes =
        new(StringComparer.OrdinalIgnoreCase) { "objectGUID", "mS-DS-ConsistencyGuid" };

    /// <summary>Whether the values of an attribute are the bytes of a GUID.</summary>
    public static bool IsGuid(string attribute) => GuidAttributes.Contains(attribute);

    /// <summary>Finds the entry.</summary>
    public LdapFilter ToFilter()
    {
        // Active Directory keeps the bytes of a GUID in the order of a Win32 structure (MS-DTYP section 2.3.4.2).
        if (IsGuid(Attribute) && Guid.TryParse(Value, out var guid))
            return LdapFilter.Equality(Attribute, guid.ToByteArray());
        var asText = LdapFilter.Equality(Attribute, Value);
        var bytes = new byte[Value.Length];
        return Convert.TryFromBase64String(Value, bytes, out var length) && !IsText(bytes.AsMemory(0, length))
            ? LdapFilter.Or(asText, LdapFilter.Equality(Attribute, bytes.AsMemory(0, length)))
            : asText;
    }

    private static bool IsText(ReadOnlyMemory<byte> value) => !value.Span.Contains((byte)0) && DirectoryEntry.ToText(value) is not null;
}
