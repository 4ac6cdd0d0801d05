using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Says which keys and names are unknown, and what was probably meant.</summary>
internal static class UnknownKeys
{
    private const int LongestKey = 40;

    public static void Report(MappingNode mapping, IEnumerable<string> known, HashSet<ConfigurationEntry> used, BindingContext context)
    {
        var keys = known.ToArray();
        var all = $"Known here: {string.Join(", ", keys.Order(StringComparer.Ordinal))}.";
        foreach (var entry in mapping.Entries.Where(entry => !used.Contains(entry)))
        {
            if (NearestKey.Find(entry.Key, keys) is { } meant)
                context.TakeBackMissing(ConfigurationNode.Join(mapping.Path, meant));
            var hint = NearestKey.Hint(entry.Key, keys, all);
            if (IsKey(entry.Key))
                context.Error(
                    entry.Position, ConfigurationNode.Join(mapping.Path, entry.Key), $"There is no key '{entry.Key}' here.", hint);
            else
                context.Error(entry.Position, mapping.Path, "There is no such key here.", hint);
        }
    }

    // What looks like no key may be a value that slipped to the beginning of a line, and that may be a secret.
    private static bool IsKey(string text) =>
        text.Length is > 0 and <= LongestKey
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or ' ');

    public static void ReportProvider(string module, MappingNode vendor, BindingContext context)
    {
        if (module.Length == 0 || vendor.Find("module") is not { } entry)
            return;

        var known = string.Join(", ", context.Providers.Keys.Order(StringComparer.Ordinal));
        var hint = NearestKey.Hint(module, context.Providers.Keys, $"Registered: {known}. An application with a REST API is 'rest'.");
        context.Error(entry.Value, $"There is no provider '{module}'.", hint);
    }
}
