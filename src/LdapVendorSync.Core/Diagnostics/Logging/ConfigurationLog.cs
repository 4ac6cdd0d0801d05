using LdapVendorSync.Core.Configuration;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>Says in the log what a process works with.</summary>
public static class ConfigurationLog
{
    /// <summary>Logs a configuration without its secrets. An entry a line, as entries have no line breaks.</summary>
    public static void LogConfiguration(this ILogger logger, SyncConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        logger.LogInformation("Configuration {Path}", configuration.FilePath ?? "of the environment");
        if (logger.IsEnabled(LogLevel.Information))
        {
            foreach (var line in configuration.ToMaskedYaml().Split('\n', StringSplitOptions.RemoveEmptyEntries))
                logger.LogInformation("  {Line}", line);
        }
    }
}
