using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>A loaded and validated configuration: every value is effective, every path absolute.</summary>
public sealed record SyncConfiguration : VendorPolicy
{
    /// <summary>The file, or <see langword="null"/> where the environment alone, or a caller, made the configuration.</summary>
    public string? FilePath { get; init; }

    /// <summary>The folder that relative paths are relative to.</summary>
    public string BaseDirectory { get; init; } = string.Empty;

    /// <summary>The sources; <c>ldap:</c> is the shorthand for one named <c>ldap</c>.</summary>
    [Setting("The directories that are right; ldap: is the shorthand for one of type ldap.", KeyedBy = "name", Shorthand = "ldap")]
    public IReadOnlyList<SourceSettings> Sources { get; init; } = [];

    /// <summary>The vendors.</summary>
    [Setting("The target applications.", Key = "vendor_apps", KeyedBy = "name")]
    [MinLength(1)]
    public required IReadOnlyList<VendorSettings> Vendors { get; init; }

    /// <summary>The files and folders of providers that are not built in, absolute paths once loaded.</summary>
    [Setting("Providers of your own: .NET assemblies, folders with one, and, for the PowerShell module, scripts (.ps1).", IsPath = true)]
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>How many vendors are synced at once.</summary>
    [Setting("How many vendors are synced at once.")]
    [Range(1, 64)]
    public int MaxParallelVendors { get; init; } = 4;

    /// <summary>The folder of journal, history and locks, an absolute path once loaded.</summary>
    [Setting(
        "The folder of journal, history and locks; configurations that write to one vendor must share it.", Key = "state_dir", IsPath = true)]
    public string StateDirectory { get; init; } = "state";

    /// <summary>
    /// Whether <see cref="StateDirectory"/> is just where the process was when the configuration was loaded: it has no file, and does not
    /// say. A run that is started elsewhere has another history, other locks and other limits then.
    /// </summary>
    public bool IsStateBelowLocation { get; init; }

    /// <summary>What is kept of runs that are over.</summary>
    [Setting("What is kept of runs that are over.")]
    public HistorySettings History { get; init; } = new();

    /// <summary>The log.</summary>
    [Setting("The log files, and what the console shows.")]
    public LoggingSettings Logging { get; init; } = new();

    /// <summary>Who is told of a run; <see langword="null"/> for nobody.</summary>
    [Setting("Who is told of a run.")]
    public NotificationSettings? Notifications { get; init; }

    /// <summary>The reports that a run leaves behind.</summary>
    [Setting("The reports that a run leaves behind.")]
    public ReportSettings Report { get; init; } = new();

    /// <summary>How long a plan may be applied.</summary>
    [Setting("How long a plan may be applied after it was made, such as 24h or 3d.")]
    public TimeSpan PlanExpiresAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Knows every secret of the configuration, for everything that is written somewhere.</summary>
    public SecretRedactor Redactor { get; init; } = new();

    /// <summary>
    /// What it was loaded from; <see langword="null"/> where it was made by hand. Not public, as it holds the environment with its secrets.
    /// </summary>
    internal ConfigurationLoadOptions? Origin { get; init; }

    /// <summary>As it was loaded, to tell whether a caller changed it since; <see langword="null"/> where it was made by hand.</summary>
    internal SyncConfiguration? AsLoaded { get; init; }

    /// <summary>
    /// The same configuration for another command: as it is, or loaded again where it has plug-ins, since those last for one command.
    /// </summary>
    /// <param name="providers">The providers of the other command.</param>
    /// <param name="plugins">What loads the plug-ins of the other command.</param>
    public ConfigurationResult ForAnotherCommand(IReadOnlyDictionary<string, Type?> providers, IPluginSource plugins)
    {
        ArgumentNullException.ThrowIfNull(providers);
        ArgumentNullException.ThrowIfNull(plugins);
        if (Plugins.Count == 0 || Origin is not { } origin)
            return new ConfigurationResult(this, [], Redactor);
        return AsLoaded is null || this with { AsLoaded = null } == AsLoaded
            ? ConfigurationLoader.Load(origin with { Providers = providers, Plugins = plugins })
            : new ConfigurationResult(null, [WouldLoseChange], Redactor);
    }

    // Whoever switched dry_run on must not get a run that changes something.
    private static ConfigurationProblem WouldLoseChange => new(
        ConfigurationSeverity.Error,
        ConfigurationPosition.None,
        "plugins",
        "The configuration was changed after it was loaded. As it has plug-ins, each command loads it again, and the change would be lost.",
        "Change the file or the keys and load them, or use a parameter of the command, such as -WhatIf.");
}
