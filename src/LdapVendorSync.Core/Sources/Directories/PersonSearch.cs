using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>Finds the entries that a text may mean.</summary>
internal static class PersonSearch
{
    /// <summary>Matches entries that have the text as an id, a login name, a mail address or a name to show.</summary>
    public static LdapFilter FilterFor(string text, PersonFields fields) => LdapFilter.Or(
    [
        .. fields.Id.Select(attribute => new EntryId(attribute, text).ToFilter()),
        .. fields.UserName.Concat(fields.Email).Concat(fields.DisplayName).Append("cn")
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(attribute => ValueOf(attribute, text)),
    ]);

    private static LdapFilter ValueOf(string attribute, string text) =>
        attribute.Equals(MailAddresses.ProxyAddresses, StringComparison.OrdinalIgnoreCase)
            ? LdapFilter.Equality(attribute, $"SMTP:{text}")
            : LdapFilter.Equality(attribute, text);
}
