using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Loads what the key <c>plugins</c> names, before anything else is bound: the vendors' blocks are described in there.</summary>
internal static class PluginKey
{
    private const string Key = "plugins";

    /// <summary>The providers of the options and of the plug-ins, and whether one of those could not be loaded.</summary>
    public static (IReadOnlyDictionary<string, Type?> Providers, bool HasFailed) Load(
        MappingNode root, string baseDirectory, ConfigurationLoadOptions options, List<ConfigurationProblem> problems)
    {
        // What is wrong with the list itself is said when it is bound.
        var paths = root.Find(Key) is { } entry ? ListForm.Items(entry.Value, keyedBy: null, []) ?? [] : [];
        var providers = new Dictionary<string, Type?>(options.Providers, StringComparer.Ordinal);
        if (options.SkipsPlugins)
            return (providers, paths.Count > 0);
        var hasFailed = false;
        foreach (var node in paths.OfType<ScalarNode>().Where(node => node is { IsNull: false, Text.Length: > 0 }))
        {
            var load = Load(Path.GetFullPath(node.Text, baseDirectory), options.Plugins);
            foreach (var (name, settings) in load.Providers)
                providers[name] = settings;
            foreach (var warning in load.Warnings)
                problems.Add(new(ConfigurationSeverity.Warning, node.Position, node.Path, warning));
            if (load.Error is not { } error)
                continue;
            hasFailed = true;
            problems.Add(new(ConfigurationSeverity.Error, node.Position, node.Path, error, load.Hint));
        }

        return (providers, hasFailed);
    }

    private static PluginLoad Load(string path, IPluginSource? source) =>
        source?.Load(path) ?? PluginLoad.Failed($"'{path}' is not loaded: whoever reads this configuration loads no plug-ins.", null);
}
