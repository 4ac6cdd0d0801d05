using System.Globalization;

namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>Writes the vendor of a draft, with its mappings.</summary>
internal static class DraftVendor
{
    private const string Password = "PASSWORD";
    private const string Token = "TOKEN";

    // Glean's group of everybody needs a department for each person.
    private const string People = "people";

    /// <summary>The name of the vendor.</summary>
    public static string NameOf(ConfigurationDraft draft) => draft.VendorName ?? draft.Module!;

    /// <summary>The last word of the variable that holds the vendor's secret; <see langword="null"/> where the vendor needs none.</summary>
    public static string? SecretOf(ConfigurationDraft draft) => draft.Module switch
    {
        "odoo" => Password,
        "rest" or "scim" or "grafana" => draft.VendorUserName is null ? Token : Password,
        "glean" => Token,
        _ => null,
    };

    /// <summary>Writes the item of <c>vendor_apps</c>.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="providers">The registered providers and the records of their blocks.</param>
    /// <param name="lines">Gets the lines.</param>
    public static void Write(ConfigurationDraft draft, IReadOnlyDictionary<string, Type?> providers, YamlLines lines)
    {
        var block = new DraftBlock(lines, typeof(VendorSettings), 4).AsItem();
        block.Write("name", NameOf(draft));
        block.Write("module", draft.Module!);
        if (draft is { Module: not "odoo", BaseUri: { } address })
            block.Write("base_url", address);
        if (draft.Module != "odoo" && SecretOf(draft) is not null)
            WriteAuth(draft, block.Begin("auth"));
        if (providers.GetValueOrDefault(draft.Module!) is { } settings)
            WriteProvider(draft, settings, block);
        if (draft.Module == "sqlite")
            block.WriteRaw("create_groups", "true");
        else if (draft.Module is not ("rest" or "odoo"))
            block.Suggest("create_groups", "true");
        block.Suggest("unmanaged_members", "keep");
        WriteMappings(draft, block, lines);
    }

    private static void WriteAuth(ConfigurationDraft draft, DraftBlock block)
    {
        var variable = DraftVariables.OfVendor(draft) ?? string.Empty;
        if (SecretOf(draft) == Password)
        {
            block.WriteRaw("method", "basic");
            block.Write("username", draft.VendorUserName!);
            block.WriteSecret("password", draft.VendorSecret, variable);
            return;
        }

        block.WriteRaw("method", "bearer");
        block.WriteSecret("token", draft.VendorSecret, variable);
    }

    private static void WriteProvider(ConfigurationDraft draft, Type settings, DraftBlock vendor)
    {
        switch (draft.Module)
        {
            case "sqlite":
                vendor.Begin("sqlite", settings, "Where users, groups and memberships are kept.").Write("database", draft.Database!);
                break;
            case "odoo":
                WriteOdoo(draft, vendor.Begin("odoo", settings, "The database of Odoo, which is read and never written to."));
                break;
            case "glean":
                WriteGlean(draft, vendor.Begin("glean", settings, "What of Glean is written how."));
                break;
        }
    }

    private static void WriteOdoo(ConfigurationDraft draft, DraftBlock block)
    {
        var (host, port) = ToServer(draft.BaseUri!);
        block.Write("host", host);
        if (port is not null)
            block.WriteRaw("port", port.Value.ToString(CultureInfo.InvariantCulture));
        block.Write("database", draft.Database!);
        block.Write("username", draft.VendorUserName!);
        block.WriteSecret("password", draft.VendorSecret, DraftVariables.OfVendor(draft) ?? string.Empty);
    }

    private static void WriteGlean(ConfigurationDraft draft, DraftBlock block)
    {
        // Nobody is taken away before somebody has looked.
        block.WriteRaw("mode", "individual");
        if (draft.Mappings.Any(mapping => mapping.VendorGroup.Trim().Equals(People, StringComparison.OrdinalIgnoreCase)))
            block.Write("default_department", "Unknown");
        else
            block.Suggest("default_department", "Unknown");
    }

    private static void WriteMappings(ConfigurationDraft draft, DraftBlock vendor, YamlLines lines)
    {
        vendor.Begin("groups");
        foreach (var mapping in draft.Mappings)
        {
            var block = new DraftBlock(lines, typeof(MappingSettings), 8) { IsExplained = mapping == draft.Mappings[0] }.AsItem();
            block.Write("source_group", mapping.SourceGroup);
            block.Write("vendor_group", mapping.VendorGroup);
        }
    }

    private static (string Host, int? Port) ToServer(string address)
    {
        var text = address.Contains("://", StringComparison.Ordinal) ? address : $"postgresql://{address}";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? (uri.IdnHost, uri.IsDefaultPort || uri.Port < 0 ? null : uri.Port)
            : (address, null);
    }
}
