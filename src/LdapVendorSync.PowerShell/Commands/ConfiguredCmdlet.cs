using System.Management.Automation;
using System.Runtime.ExceptionServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;
using LdapVendorSync.PowerShell.Providers;
using LdapVendorSync.PowerShell.Sessions;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that work with a configuration.</summary>
public abstract class ConfiguredCmdlet : AsyncCmdlet
{
    // Servers are told good-bye, but one that does not listen shall not hold the prompt up.
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosingLimitWhenStopped = TimeSpan.FromSeconds(0.4);

    private readonly VendorProviderRegistry _providers = SessionPlugins.CreateRegistry();
    private readonly PluginLoader _plugins;
    private readonly GroupReadSet _reads = new();
    private ILoggerFactory? _loggers;
    private SyncSession? _session;
    private VendorConnection? _vendor;

    /// <summary>A cmdlet that knows what was registered before.</summary>
    protected ConfiguredCmdlet() => _plugins = new PluginLoader(_providers, SessionPlugins.Formats);

    /// <summary>
    /// The configuration: one that was loaded before, a hashtable or object with the keys of the file, or the path of a file.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public virtual object? Config { get; set; }

    /// <summary>The configuration file; where left out, the one that LVS_CONFIG or CONFIG_PATH names, else ./config.yaml.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string? ConfigPath { get; set; }

    /// <summary>A .env file whose variables the configuration may use; those of the process win.</summary>
    [Parameter]
    [Alias("EnvFile")]
    [ValidateNotNullOrEmpty]
    public virtual string? EnvironmentFile { get; set; }

    /// <summary>Whether there is a configuration to work with.</summary>
    internal bool HasSession => _session is not null;

    /// <summary>The open session; <see cref="OpenSession"/> comes first.</summary>
    internal SyncSession Session => _session ?? throw new InvalidOperationException("The session is not open.");

    /// <summary>Whether the caller named a configuration.</summary>
    private protected bool IsConfigGiven => Config is not null || ConfigPath is not null;

    /// <summary>Whether the caller gave the configuration itself, so that it cannot be absent.</summary>
    private protected bool HasContent => ParseConfig() is { Path: null } given && (given.Content is not null || given.Loaded is not null);

    /// <summary>Whether a connection of a cmdlet before will do; not where connecting is what is asked for.</summary>
    private protected virtual bool ReusesConnections => true;

    /// <summary>Loads the configuration, and tells of every problem it has.</summary>
    internal SyncConfiguration LoadConfiguration()
    {
        var result = Load(ParseConfig());
        // Content is not the target of the error: it may hold secrets, and errors are written to transcripts.
        if (result.Configuration is null)
            Terminate(new ConfigurationException(result.Problems), ConfigPath ?? (Config as string));

        foreach (var problem in result.Problems)
            WriteWarning(problem.ToString());
        return result.Configuration;
    }

    /// <summary>Warns whoever is about to rely on the history where it depends on the current location.</summary>
    private protected void WarnOfState(SyncConfiguration configuration)
    {
        if (!configuration.IsStateBelowLocation)
            return;
        WriteWarning(
            $"The configuration has no file and no state_dir: history, locks and the limits of a day are kept in '{configuration.StateDirectory}', "
            + "below the current location. A run from another location knows nothing of them. Give state_dir an absolute path.");
    }

    /// <summary>Every provider that can be named.</summary>
    private protected IReadOnlyList<VendorProviderDescriptor> KnownProviders => _providers.Providers;

    /// <summary>Loads a vendor that parameters describe; the environment, which would speak of a file's, has no say in it.</summary>
    private protected ConfigurationResult LoadVendor(ConfigurationContent content) => ConfigurationLoader.Load(new ConfigurationLoadOptions
    {
        Content = content,
        VendorsAlone = true,
        CurrentDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        Providers = _providers.SettingsTypes,
        Vault = SecretManagementVault.ReadAsync,
    });

    /// <summary>Loads the configuration for a cmdlet that judges it: nothing is told, and nothing ends.</summary>
    /// <param name="allowMissingSecrets">Whether a secret that cannot be had here is a warning.</param>
    private protected ConfigurationResult JudgeConfiguration(bool allowMissingSecrets) => Load(ParseConfig(), allowMissingSecrets);

    /// <summary>Makes sources and vendors of a configuration available.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="files">The log files to write besides PowerShell's streams;
    /// <see langword="null"/> for none, as for whoever only looks.</param>
    internal void OpenSession(SyncConfiguration configuration, LoggingSettings? files = null)
    {
        try
        {
            _loggers = LogFactory.Create(files, configuration.Redactor, PipelineLog.CreateOutput(Pipeline, LeastVisibleLevel()));
        }
        catch (ConfigurationException error)
        {
            Terminate(error, files?.LogDirectory);
        }

        _session = new SyncSession(configuration, new SyncEnvironment
        {
            LoggerFactory = _loggers,
            Providers = _providers,
            StopGrace = StopGrace,
            Connections = ReusesConnections ? RunspaceConnections.OfCurrent() : null,
        });
    }

    /// <summary>Lets go of the sources and vendors of a configuration, for a cmdlet that comes to another one.</summary>
    private protected async Task CloseSessionAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync().ConfigureAwait(false);
        _session = null;
        _loggers?.Dispose();
        _loggers = null;
    }

    /// <summary>Connects to a vendor of the configuration; the cmdlet closes the connection at its end.</summary>
    internal VendorConnection ConnectVendor(string name)
    {
        var settings = FindVendor(name);
        RunAsync(
            async cancellationToken => _vendor = await Session.ConnectVendorAsync(settings, cancellationToken).ConfigureAwait(false),
            name);
        return _vendor!;
    }

    /// <summary>The settings of a vendor of the configuration.</summary>
    internal VendorSettings FindVendor(string name)
    {
        try
        {
            return Session.GetVendor(name);
        }
        catch (VendorException error)
        {
            Terminate(new CommandException(ErrorKinds.VendorNotFound, error.Message, error), name);
            throw;
        }
    }

    /// <summary>Says that every group was read; a cmdlet that was stopped does not come to this.</summary>
    internal void CloseReads() => _reads.Close();

    /// <summary>Writes the members of one group as they arrive, and what the read came to.</summary>
    internal async Task WriteMembersAsync(GroupRead read, CancellationToken cancellationToken)
    {
        _reads.Add(read);
        var counter = new ReadCounter(Pipeline, read, Session.Environment.TimeProvider);
        await Pipeline.WriteObjectsAsync(counter.CountAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        var completeness = read.Completeness!;
        // Refused credentials would be refused for every further group too, and lock the account in the end.
        if (completeness.Error
            is SourceException { Failure: SourceFailure.Authentication }
            or VendorException { Failure: VendorFailure.Authentication })
        {
            ExceptionDispatchInfo.Throw(completeness.Error);
        }

        if (completeness.Error is { } error)
            Pipeline.Post(cmdlet => cmdlet.WriteError(CommandError.Create(error, read.Group)));
        else if (completeness.Status != CompletenessStatus.Complete)
        {
            Pipeline.Post(cmdlet => cmdlet.WriteWarning(
                $"The read of '{read.Group}' from '{read.System}' is not complete. {completeness}"));
        }

        if (NonPersonMembers.Describe(read.Group, read.NonPeople) is { } nonPeople)
            Pipeline.Post(cmdlet => cmdlet.WriteWarning(nonPeople));
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = Task.WaitAny([Task.Run(CloseAsync)], IsStopped ? ClosingLimitWhenStopped : ClosingLimit);
            _loggers?.Dispose();
            _plugins.Dispose();
        }

        base.Dispose(disposing);
    }

    private ConfigArgument ParseConfig()
    {
        try
        {
            return ConfigArgument.Parse(Config, ConfigPath, EnvironmentFile);
        }
        catch (CommandException error)
        {
            Terminate(error, nameof(Config));
            throw;
        }
    }

    private ConfigurationResult Load(ConfigArgument config, bool allowMissingSecrets = false) => config.Loaded is { } loaded
        ? loaded.ForAnotherCommand(_providers.SettingsTypes, _plugins)
        : ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = config.Path is null ? null : GetUnresolvedProviderPathFromPSPath(config.Path),
            Content = config.Content,
            Environment = ConfigurationLoadOptions.ProcessEnvironment(),
            DotEnvFile = EnvironmentFile is null ? null : GetUnresolvedProviderPathFromPSPath(EnvironmentFile),
            CurrentDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Providers = _providers.SettingsTypes,
            Plugins = _plugins,
            Vault = SecretManagementVault.ReadAsync,
            AllowMissingSecrets = allowMissingSecrets,
        });

    private async Task CloseAsync()
    {
        if (_vendor is not null)
            await _vendor.DisposeAsync().ConfigureAwait(false);
        if (_session is not null)
            await _session.DisposeAsync().ConfigureAwait(false);
    }

    private LogLevel LeastVisibleLevel()
    {
        if (IsShown("Debug"))
            return LogLevel.Trace;
        return IsShown("Verbose") ? LogLevel.Information : LogLevel.Warning;
    }

    private bool IsShown(string stream)
    {
        if (MyInvocation.BoundParameters.TryGetValue(stream, out var bound) && bound is SwitchParameter asked)
            return asked.IsPresent;
        return LanguagePrimitives.TryConvertTo<ActionPreference>(GetVariableValue(stream + "Preference"), out var preference)
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }
}
