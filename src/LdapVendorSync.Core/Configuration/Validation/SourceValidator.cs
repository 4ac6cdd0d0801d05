using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Configuration.Validation;

/// <summary>Checks a source with LDAP's data model.</summary>
internal static class SourceValidator
{
    private const string DnHint = "Write it as in CN=Name,OU=Groups,DC=example,DC=com, with \\ before , + \" \\ < > ; in values.";
    private const string FilterHint = "Write it as in (&(objectClass=person)(mail=*)).";

    public static void Validate(DirectorySourceSettings source, ValidationContext context)
    {
        CheckDn(source, "user_base_dn", source.UserBaseDn, context);
        CheckDn(source, "group_base_dn", source.GroupBaseDn, context);
        CheckFilter(source, "user_filter", source.UserFilter, context);
        if (source.LockoutDuration == TimeSpan.Zero)
            context.Error(
                source,
                "lockout_duration",
                "A lock that lasts no time is none.",
                "Where 0 stands in the password policy, only an administrator ends a lock: write 3650d.");
        foreach (var (name, dn) in source.GroupDnMap)
        {
            CheckDn(source, $"group_dn_map.{name}", dn, context);
            if (name.Trim() == MappingSettings.Everybody)
                context.Error(source, $"group_dn_map.{name}", $"'{name}' means everybody, and can be the short name of no group.", "Choose another name.");
        }

        if (source is LdapSourceSettings ldap)
            ValidateServer(ldap, context);
        if (source is LdifSourceSettings ldif)
            CsvSourceValidator.CheckFile(ldif, "file", ldif.File, context);
    }

    /// <summary>Says where a text is no DN.</summary>
    public static void CheckDn(object record, string key, string? dn, ValidationContext context)
    {
        if (string.IsNullOrEmpty(dn))
            return;
        try
        {
            DistinguishedName.Parse(dn);
        }
        catch (DistinguishedNameFormatException exception)
        {
            context.Error(
                record, key, $"This is not a DN: at character {exception.Position + 1}, {Uncapitalize(exception.Problem)}", DnHint);
        }
    }

    /// <summary>Says where a text is no filter.</summary>
    public static void CheckFilter(object record, string key, string? filter, ValidationContext context)
    {
        if (filter is null)
            return;
        try
        {
            LdapFilter.Parse(filter);
        }
        catch (LdapFilterFormatException exception)
        {
            context.Error(
                record,
                key,
                $"This is not a filter: at character {exception.Position + 1}, {Uncapitalize(exception.Problem)}",
                FilterHint);
        }
    }

    private static string Uncapitalize(string text) => text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static void ValidateServer(LdapSourceSettings source, ValidationContext context)
    {
        foreach (var url in source.ServerUrls)
            CheckServer(source, url, context);
        new BindValidator(source, context).Validate();
        CertificateStoreValidator.Validate(source, source.VerifySsl, context);
    }

    private static void CheckServer(LdapSourceSettings source, Uri url, ValidationContext context)
    {
        Addresses.Check(source, "server_url", url, ["ldaps", "ldap"], context);
        if (url.Scheme == "ldaps" && source.StartTls)
            context.Error(source, "start_tls", "start_tls is for ldap://; ldaps:// is TLS from the start.", "Remove one of them.");
    }
}
