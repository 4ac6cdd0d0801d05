using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Takes entries as the client received them.</summary>
internal static class LdapEntryReader
{
    /// <summary>The entry, as other directories give it.</summary>
    /// <exception cref="SourceException">The server sent a DN that is none.</exception>
    public static DirectoryEntry ToDirectoryEntry(this LdapEntry entry) => DistinguishedName.TryParse(entry.Dn, out var dn)
        ? new DirectoryEntry(dn, ValuesOf(entry))
        : throw new SourceException(
            SourceFailure.Malformed, $"The server sent an entry whose name '{entry.Dn}' is no valid DN (RFC 4514).");

    private static DirectoryValues[] ValuesOf(LdapEntry entry)
    {
        var values = new DirectoryValues[entry.Attributes.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = new DirectoryValues(entry.Attributes[i].Description, entry.Attributes[i].Values);
        return values;
    }
}
