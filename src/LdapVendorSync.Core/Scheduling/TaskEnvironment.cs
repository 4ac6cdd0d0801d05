using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Variables;
using LdapVendorSync.Core.Vendors.Sqlite;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>What a configuration is in the environment of a task, which has none of the variables of whoever registers it.</summary>
public static class TaskEnvironment
{
    /// <summary>Loads a configuration as a task will.</summary>
    /// <param name="options">How it is loaded here.</param>
    /// <returns>The configuration, and what will be wrong with it when the task loads it, but is not here.</returns>
    /// <exception cref="ConfigurationException">It is invalid here too.</exception>
    public static (SyncConfiguration Configuration, IReadOnlyList<string> Warnings) Load(ConfigurationLoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var alone = ConfigurationLoader.Load(options with { Environment = new Dictionary<string, string>() });
        var warnings = Overrides(options.Environment);
        if (alone.Configuration is { } configuration)
            return (configuration, warnings);

        var here = ConfigurationLoader.Load(options).GetConfiguration();
        return (here, [.. alone.Errors.Select(problem => $"The task will not have the variables of this session: {problem}"), .. warnings]);
    }

    /// <summary>The folders that a run writes to, as far as the configuration says.</summary>
    public static IReadOnlyList<string> WritableFolders(SyncConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string?[] folders =
        [
            configuration.StateDirectory,
            configuration.Logging.LogDirectory,
            configuration.Report.Directory,
            .. configuration.Vendors.Select(vendor => vendor.ProviderSettings).OfType<SqliteSettings>()
                .Select(settings => Path.GetDirectoryName(settings.Database)),
        ];
        return [.. folders.OfType<string>().Select(Existing).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    // What is not there yet is made by the run, in the folder above; but no run may write to everything.
    private static string Existing(string folder)
    {
        for (var existing = folder; Path.GetDirectoryName(existing) is { } above; existing = above)
        {
            if (Directory.Exists(existing))
                return existing;
        }

        return folder;
    }

    private static List<string> Overrides(IReadOnlyDictionary<string, string> environment) =>
    [
        .. environment.Keys.Where(name => name.StartsWith(OverrideApplier.Prefix, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name} is set in this session and overrides the configuration; the task will not have it."),
    ];
}
