using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories.Dialects;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Finds out which dialect a server speaks: from its root DSE, and where that does not tell, from its schema.</summary>
internal static class DialectDetector
{
    private const string AttributeTypes = "attributeTypes";

    // Attribute types that only one kind of directory defines; FreeIPA has those of 389 Directory Server too.
    private static readonly (string AttributeType, Dialect Dialect)[] SchemaMarks =
    [
        ("ipaUniqueID", KnownDialects.FreeIpa),
        ("nsUniqueId", KnownDialects.DirectoryServer389),
        ("sAMAccountName", KnownDialects.ActiveDirectory),
        ("olcSuffix", KnownDialects.OpenLdap),
    ];

    /// <summary>The dialect that the settings ask for, else the one that the server shows, else the generic one.</summary>
    /// <exception cref="LdapVendorSync.Ldap.Errors.LdapException">The connection broke.</exception>
    public static async Task<Dialect> DetectAsync(
        LdapServer server, DirectoryDialect setting, LdapConnection connection, CancellationToken cancellationToken)
    {
        if ((KnownDialects.Of(setting) ?? FromRootDse(server)) is { } known)
            return known;
        if (server.SubschemaEntry is not { } subschema)
            return KnownDialects.Generic;

        var request = LdapSearchRequest.ForEntry(subschema, AttributeTypes) with
        {
            Filter = LdapFilter.Equality("objectClass", "subschema"),
        };
        var response = await connection.SearchAsync(request, cancellationToken).ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        return response.Entries is [var schema] ? FromSchema(schema) : KnownDialects.Generic;
    }

    private static Dialect? FromRootDse(LdapServer server)
    {
        if (server.IsActiveDirectory)
            return KnownDialects.ActiveDirectory;
        if (server.IsOpenLdap)
            return KnownDialects.OpenLdap;
        if (server.IsFreeIpa)
            return KnownDialects.FreeIpa;

        // 389 Directory Server before it was called so: Red Hat, Fedora and Netscape Directory Server.
        var is389 = server.Product is { } product && (product.Contains("389", StringComparison.Ordinal)
            || product.Contains("Red Hat", StringComparison.OrdinalIgnoreCase)
            || product.Contains("Fedora", StringComparison.OrdinalIgnoreCase));
        return is389 ? KnownDialects.DirectoryServer389 : null;
    }

    private static Dialect FromSchema(LdapEntry schema)
    {
        var types = schema[AttributeTypes];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < (types?.Count ?? 0); i++)
        {
            if (types!.TryGetString(i, out var description))
                names.UnionWith(NamesIn(description));
        }

        return Array.Find(SchemaMarks, mark => names.Contains(mark.AttributeType)).Dialect ?? KnownDialects.Generic;
    }

    // The names stand in quotes: NAME 'cn' or NAME ( 'cn' 'commonName' ) (RFC 4512 section 4.1.2). A description in quotes does no harm.
    private static IEnumerable<string> NamesIn(string description) => description.Split('\'').Where((_, index) => index % 2 == 1);
}
