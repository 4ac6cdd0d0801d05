using LdapVendorSync.Core.Configuration.Binding;

namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>Writes the source of a draft.</summary>
internal static class DraftSource
{
    /// <summary>The name of the source.</summary>
    public static string NameOf(ConfigurationDraft draft) => draft.SourceName ?? TypeOf(draft);

    /// <summary>Writes the item of <c>sources</c>.</summary>
    public static void Write(ConfigurationDraft draft, YamlLines lines)
    {
        var block = new DraftBlock(lines, RecordOf(TypeOf(draft)), 4).AsItem();
        block.Write("name", NameOf(draft));
        block.WriteKey("type", TypeOf(draft), "The kind of source: ldap (also Active Directory), ldif, csv, okta, keycloak or entra.");
        switch (draft.SourceType)
        {
            case DraftSourceType.Ldap:
                WriteLdap(draft, block);
                break;
            case DraftSourceType.Ldif:
                block.Write("file", draft.SourceFile!);
                WriteDirectory(draft, block);
                break;
            case DraftSourceType.Csv:
                WriteCsv(draft, block);
                break;
            case DraftSourceType.Okta:
                block.Write("domain", draft.Servers[0]);
                WriteSecret(draft, "api_token", block);
                break;
            case DraftSourceType.Keycloak:
                block.Write("base_url", WithScheme(draft.Servers[0], "https"));
                block.Write("realm", draft.Realm!);
                block.Write("client_id", draft.ClientId!);
                WriteSecret(draft, "client_secret", block);
                break;
            default:
                block.Write("tenant_id", draft.TenantId!);
                block.Write("client_id", draft.ClientId!);
                WriteSecret(draft, "client_secret", block);
                block.Suggest("guests", "exclude");
                break;
        }
    }

    private static void WriteLdap(ConfigurationDraft draft, DraftBlock block)
    {
        var scheme = draft.StartTls ? "ldap" : "ldaps";
        var servers = draft.Servers.Select(server => YamlScalar.Quoted(WithScheme(server, scheme)));
        block.WriteRaw("server_url", $"[{string.Join(", ", servers)}]");
        if (draft.StartTls)
            block.WriteRaw("start_tls", "true");
        if (draft.BindDn is { } name)
        {
            block.Write("bind_dn", name);
            WriteSecret(draft, "bind_password", block);
        }
        else
        {
            block.Suggest("bind_dn", "'CN=svc-sync,OU=Service,DC=example,DC=com'");
            block.Suggest("bind_password", "${LDAP_BIND_PASSWORD}");
        }

        WriteDirectory(draft, block);
        block.SuggestPart("truststore", "file", "corp-ca.pem");
    }

    private static void WriteDirectory(ConfigurationDraft draft, DraftBlock block)
    {
        if (draft.SearchBase is { } searchBase)
        {
            block.Write("user_base_dn", searchBase);
            block.Write("group_base_dn", searchBase);
        }
        else
        {
            block.Suggest("user_base_dn", "'DC=example,DC=com'");
        }

        block.Suggest("user_filter", "'(objectClass=person)'");
        block.Suggest("recurse", "true");
    }

    private static void WriteCsv(ConfigurationDraft draft, DraftBlock block)
    {
        block.Write("file", draft.SourceFile!);
        block.Write("groups_column", "groups");
        block.Suggest("columns", "{id: id, userName: userName, email: email, firstName: firstName, lastName: lastName}");
    }

    private static void WriteSecret(ConfigurationDraft draft, string key, DraftBlock block) =>
        block.WriteSecret(key, draft.SourceSecret, DraftVariables.OfSource(draft) ?? string.Empty);

    private static string WithScheme(string server, string scheme) =>
        server.Contains("://", StringComparison.Ordinal) ? server : $"{scheme}://{server}";

    private static string TypeOf(ConfigurationDraft draft) => ScalarConverter.Format(draft.SourceType!.Value);

    private static Type RecordOf(string type) =>
        SettingsDescriptor.Of(typeof(SourceSettings)).Variants.First(variant => variant.Value == type).Type!;
}
