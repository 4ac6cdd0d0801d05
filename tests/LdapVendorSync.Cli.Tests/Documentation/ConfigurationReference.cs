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

            Written by `build.ps1 Docs` from the descriptions that the configuration is read by. [Configuration](../configuration.md) explains
            how the parts work together.

            `[]` stands for any item of a list. The environment variable that overrides a key is `LVS__` and its path in capitals, with `__`
            between the parts and the name or index in place of `[]`: `LVS__VENDOR_APPS__WIKI__AUTH__TOKEN`. A secret may also be given as a
            file: the same key with `_file` at its end.

            """);
        foreach (var section in keys.GroupBy(key => (Block: BlockOf(key.Path), key.Condition)))
            WriteSection(page, section.Key.Block, section.Key.Condition, [.. section], keys);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void WriteSection(
        StringBuilder page, string block, string? condition, List<ConfigurationKey> section, List<ConfigurationKey> keys)
    {
        var inherited = section.Where(key => IsInherited(key, block, keys)).Select(key => $"`{NameOf(key.Path)}`").ToList();
        var own = section.Where(key => !IsInherited(key, block, keys)).ToList();
        if (own.Count == 0)
            return;

        page.Append(CultureInfo.InvariantCulture, $"\n## {Heading(block, condition)}\n\n");
        if (inherited.Count > 0)
            page.Append(CultureInfo.InvariantCulture, $"Also, instead of what the level above says: {string.Join(", ", inherited)}.\n\n");
        page.Append("| key | type | default | |\n|---|---|---|---|\n");
        foreach (var key in own)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| `{NameOf(key.Path)}` | {TypeOf(key)} | {DefaultOf(key)} | {DescriptionOf(key)} |\n");
        }
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
