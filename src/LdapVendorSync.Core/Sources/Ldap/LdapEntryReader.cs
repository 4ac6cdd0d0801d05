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
        ? new DirectoryEntry(dn, [.. entry.Attributes.Select(attribute => new DirectoryValues(attribute.Description, attribute.Values))])
        : throw new SourceException(
            SourceFailure.Malformed, $"The server sent an entry whose name '{entry.Dn}' is no valid DN (RFC 4514).");
}
