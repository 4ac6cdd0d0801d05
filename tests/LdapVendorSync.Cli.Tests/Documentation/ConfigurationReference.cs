using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Cli.Tests.Documentation;

/// <summary>Writes the page that lists every key, from the descriptions that configurations are read by.</summary>
internal static class ConfigurationReference
{
    private const string Mappings = "vendor_apps[].groups[]";
    private const string Vendors = "vendor_apps[]";

    public static string Write()
    {
        var keys = ConfigurationSchema.Keys(VendorProviderRegistry.CreateDefault().SettingsTypes).ToList();
        var page = new StringBuilder("""
            # Every key of the configuration

            Written by `build.ps1 Docs` from the descriptions that the configuration is read by. The [guide](configuration-guide.md) explains
            how the parts work together.

            `[]` stands for any item of a list, `<key>` for any key. The environment variable overrides what the file says; in it, `<NAME>` is the
            name of an item of a list, or its index from 0: `LVS__VENDOR_APPS__WIKI__AUTH__TOKEN`. Lists and blocks may be given as JSON or YAML.

            What is of type *secret* is shown nowhere. It may be given as a file too: the same key with `_file` at its end, and the variable with
            `_FILE`; the [guide](configuration-guide.md#secrets) has the other forms.

            ## Variables beside the keys

            | variable | |
            |---|---|
            | `LVS_CONFIG`, `CONFIG_PATH` | The configuration file, where neither `--config` nor `-ConfigPath` names one; the first that is set counts. |
            | `NO_COLOR` | No colours on the terminal, whatever its value. |

            ## `okta`, `grafana`, `sync`

            The [short form](configuration-guide.md#groups-of-okta-teams-of-grafana) for teams of Grafana that follow groups of Okta. Its variables win over the file.

            | key | type | default | environment | |
            |---|---|---|---|---|
            | `okta.domain` | text | required | `OKTA_DOMAIN` | The organization: acme.okta.com. Every other key of a source of type okta may stand beside it. |
            | `okta.api_token` | secret | required | `OKTA_API_TOKEN` | The token; not where `okta.auth` is given. |
            | `grafana.url` | address | required | `GRAFANA_URL` | Where Grafana is. Every other key of a vendor may stand beside it. |
            | `grafana.api_key` | secret | required | `GRAFANA_API_KEY` | The token of a service account. |
            | `sync.mappings` | list of block | required | | `okta_group` and `grafana_team`, and every other key of a mapping. |
            | `sync.dry_run` | `true`, `false` | `false` | `SYNC_DRY_RUN` | Whether nothing is written. |
            | `sync.interval_seconds` | whole number | | `SYNC_INTERVAL_SECONDS` | Understood, and answered with a warning: a timer repeats a run. Limits: at least 60. |
            | `logging.level` | | | `LOG_LEVEL` | As below. |
            | `logging.format`, `logging.console_format` | | `json` | `LOG_FORMAT` | As below. |

            """);
        foreach (var section in keys.GroupBy(key => (Block: BlockOf(key.Path), key.Condition)))
            WriteSection(page, section.Key.Block, section.Key.Condition, [.. section], keys);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void WriteSection(
        StringBuilder page, string block, string? condition, List<ConfigurationKey> section, List<ConfigurationKey> keys)
    {
        var inherited = section.Where(key => IsInherited(key, block, keys)).ToList();
        var own = section.Where(key => !IsInherited(key, block, keys)).ToList();
        page.Append(CultureInfo.InvariantCulture, $"\n## {Heading(block, condition)}\n\n");
        if (own.Count > 0)
            WriteOwn(page, own);
        if (own.Count > 0 && inherited.Count > 0)
            page.Append('\n');
        if (inherited.Count > 0)
            WriteInherited(page, inherited);
    }

    private static void WriteOwn(StringBuilder page, List<ConfigurationKey> keys)
    {
        page.Append("| key | type | default | environment | |\n|---|---|---|---|---|\n");
        foreach (var key in keys)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{NameOf(key.Path)}` | {TypeOf(key)} | {DefaultOf(key)} | `{key.Variable}` | {DescriptionOf(key)} |\n");
        }
    }

    private static void WriteInherited(StringBuilder page, List<ConfigurationKey> keys)
    {
        page.Append("Instead of what the level above says:\n\n| key | environment |\n|---|---|\n");
        foreach (var key in keys)
            page.Append(CultureInfo.InvariantCulture, $"| `{NameOf(key.Path)}` | `{key.Variable}` |\n");
    }

    // The three levels of a policy have the same keys; a page that lists each of them thrice is read by nobody.
    private static bool IsInherited(ConfigurationKey key, string block, List<ConfigurationKey> keys)
    {
        var above = AboveOf(block);
        if (above is null)
            return false;
        var path = Join(above, NameOf(key.Path));
        return keys.Exists(other => other.Path == path && other.Description == key.Description);
    }

    private static string? AboveOf(string block)
    {
        if (block.StartsWith(Mappings, StringComparison.Ordinal))
            return Vendors + block[Mappings.Length..];
        return block.StartsWith(Vendors, StringComparison.Ordinal) ? block[Vendors.Length..].TrimStart('.') : null;
    }

    private static string Heading(string block, string? condition)
    {
        var name = block.Length == 0 ? "At the top" : $"`{block}`";
        return condition is null ? name : $"{name} with `{condition}`";
    }

    private static string TypeOf(ConfigurationKey key) =>
        Cell(key.AllowedValues.Count > 0 ? string.Join(", ", key.AllowedValues.Select(value => $"`{value}`")) : key.Type);

    private static string DefaultOf(ConfigurationKey key) => key switch
    {
        { IsRequired: true } => "required",
        { Default: null or "" } => string.Empty,
        _ => $"`{Cell(key.Default)}`",
    };

    private static string DescriptionOf(ConfigurationKey key)
    {
        var text = new StringBuilder(key.Description);
        if (key.Limits.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $" Limits: {string.Join("; ", key.Limits)}.");
        if (key.Aliases.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $" Also: {string.Join(", ", key.Aliases.Select(alias => $"`{alias}`"))}.");
        if (key.SecretVariable is not null)
            text.Append(CultureInfo.InvariantCulture, $" Filled by `{key.SecretVariable}` where left out.");
        return Cell(text.ToString());
    }

    private static string BlockOf(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : string.Empty;

    private static string NameOf(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Join(string block, string name) => block.Length == 0 ? name : $"{block}.{name}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
