using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// A hash over everything in a configuration that decides what a mapping changes: its effective settings, its vendor, its sources, the
/// limits on removals. The order of keys, comments and the level at which something is said make no difference.
/// </summary>
/// <remarks>
/// Secrets are no part of it, so that it tells nothing of them and a password may be renewed. Nor is what only says how the work is done:
/// time limits, retries, concurrency, log, reports.
/// </remarks>
public static class ConfigurationFingerprint
{
    private static readonly HashSet<string> WaysOfWorking =
    [
        nameof(VendorPolicy.Concurrency),
        nameof(VendorPolicy.RateLimit),
        nameof(VendorPolicy.Verify),
        nameof(VendorPolicy.DryRun),
        nameof(VendorPolicy.ErrorHandling),
        nameof(VendorSettings.Groups),
        nameof(VendorSettings.TimeoutSeconds),
        nameof(VendorSettings.Proxy),
        nameof(VendorSettings.ProxyOptions),
        nameof(LdapSourceSettings.ConnectTimeoutSeconds),
        nameof(LdapSourceSettings.OperationTimeoutSeconds),
        nameof(LdapSourceSettings.PageSize),
        nameof(LdapSourceSettings.MemberStrategy),
        nameof(LdapSourceSettings.Incremental),
        nameof(LdapSourceSettings.FullReadEvery),
    ];

    /// <summary>The hash of one mapping.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="vendor">The vendor.</param>
    /// <param name="parts">The mapping, or the mappings that share a vendor group as a union.</param>
    /// <returns><c>sha256:</c> and 64 hexadecimal digits.</returns>
    public static string Of(SyncConfiguration configuration, VendorSettings vendor, IReadOnlyList<MappingSettings> parts)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(vendor);
        ArgumentNullException.ThrowIfNull(parts);
        var names = parts.SelectMany(part => part.GroupsToRead()).Select(group => group.Source).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lines = new List<string>();
        Describe(lines, "guards", configuration.Guards);
        Describe(lines, "vendor", vendor);
        Describe(lines, "vendor.provider", vendor.ProviderSettings);
        for (var i = 0; i < parts.Count; i++)
            Describe(lines, Item("mapping", i), parts[i]);
        foreach (var source in configuration.Sources.Where(source => names.Contains(source.Name)))
            Describe(lines, $"source.{source.Name.ToUpperInvariant()}", source);

        return Hash(configuration, lines);
    }

    /// <summary>The hash of everything that decides what any mapping changes.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns><c>sha256:</c> and 64 hexadecimal digits.</returns>
    public static string Of(SyncConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var lines = new List<string>();
        Describe(lines, "guards", configuration.Guards);
        foreach (var source in configuration.Sources)
            Describe(lines, $"source.{source.Name.ToUpperInvariant()}", source);
        for (var i = 0; i < configuration.Vendors.Count; i++)
        {
            var vendor = configuration.Vendors[i];
            Describe(lines, Item("vendor", i), vendor);
            Describe(lines, Item("vendor", i) + ".provider", vendor.ProviderSettings);
            Describe(lines, Item("vendor", i) + ".groups", vendor.Groups);
        }

        return Hash(configuration, lines);
    }

    private static string Hash(SyncConfiguration configuration, List<string> lines)
    {
        lines.Sort(StringComparer.Ordinal);
        var text = configuration.Redactor.Redact(string.Join('\n', lines));
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }

    private static void Describe(List<string> lines, string path, object? value)
    {
        switch (value)
        {
            case null or Secret:
                break;
            case JsonNode json:
                DescribeJson(lines, path, json);
                break;
            case string text:
                Add(lines, path, text);
                break;
            case IDictionary map:
                foreach (DictionaryEntry entry in map)
                    Describe(lines, $"{path}[{entry.Key}]", entry.Value);
                break;
            case IEnumerable list:
                DescribeList(lines, path, list);
                break;
            default:
                DescribeRecordOrScalar(lines, path, value);
                break;
        }
    }

    private static void DescribeRecordOrScalar(List<string> lines, string path, object value)
    {
        if (!SettingsDescriptor.Describes(value.GetType()))
        {
            Add(lines, path, ScalarConverter.Format(value));
            return;
        }

        if (value is SourceSettings source)
            Add(lines, $"{path}.{SettingsVariants.Key}", source.Type);
        var settings = SettingsDescriptor.Of(value.GetType()).Settings;
        foreach (var setting in settings.Where(setting => !WaysOfWorking.Contains(setting.Property.Name)))
            Describe(lines, $"{path}.{setting.Key}", setting.Property.GetValue(value));
    }

    private static void DescribeList(List<string> lines, string path, IEnumerable list)
    {
        var index = 0;
        foreach (var item in list)
            Describe(lines, Item(path, index++), item);
    }

    private static void DescribeJson(List<string> lines, string path, JsonNode? json)
    {
        switch (json)
        {
            case JsonObject block:
                foreach (var (key, value) in block)
                    DescribeJson(lines, $"{path}[{key}]", value);
                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                    DescribeJson(lines, Item(path, i), list[i]);
                break;
            default:
                Add(lines, path, json?.ToJsonString() ?? "null");
                break;
        }
    }

    // The length keeps a value with line feeds from looking like several.
    private static void Add(List<string> lines, string path, string value) =>
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{path}={value.Length}:{value}"));

    private static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
