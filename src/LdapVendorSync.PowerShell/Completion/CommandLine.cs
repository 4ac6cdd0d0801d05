using System.Collections;
using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Security;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>What the command line says so far. Whoever only completes a name changes nothing, fetches no secret and runs no plug-in.</summary>
internal sealed class CommandLine
{
    private readonly IDictionary _bound;
    private readonly ConfigArgument _config;
    private readonly string? _configFile;
    private readonly string _folder;

    /// <summary>A command line; made on the thread of the prompt.</summary>
    /// <param name="bound">The parameters that are given so far.</param>
    public CommandLine(IDictionary bound)
    {
        _bound = bound;
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        var paths = shell.AddScript("$ExecutionContext.SessionState.Path", useLocalScope: true).Invoke<PathIntrinsics>()[0];
        _folder = paths.CurrentFileSystemLocation.ProviderPath;
        ConfigPath = Resolve(Text("ConfigPath"));
        EnvironmentFile = Resolve(Text("EnvironmentFile"));
        HistoryPath = Resolve(Text("Path"));
        _config = ConfigArgument.Parse(_bound["Config"], ConfigPath, EnvironmentFile);
        _configFile = Resolve(_config.Path);

        // Here, since the session's locations belong to the thread of the prompt.
        string? Resolve(string? path) => path is null ? null : paths.GetUnresolvedProviderPathFromPSPath(path);
    }

    private string? ConfigPath { get; }

    private string? EnvironmentFile { get; }

    private string? HistoryPath { get; }

    /// <summary>The names that a parameter was given.</summary>
    /// <param name="parameter">The parameter.</param>
    public IReadOnlyList<string> Names(string parameter) => _bound[parameter] switch
    {
        null => [],
        var given when LanguagePrimitives.GetEnumerable(given) is { } list => [.. list.Cast<object>().Select(TextOf)],
        var given => [TextOf(given)],
    };

    /// <summary>The configuration that the command would work with; <see langword="null"/> where there is none, or one that is wrong.</summary>
    public SyncConfiguration? LoadConfiguration() => _config.Loaded ?? ConfigurationLoader.Load(new ConfigurationLoadOptions
    {
        Path = _configFile,
        Content = _config.Content,
        Environment = ConfigurationLoadOptions.ProcessEnvironment(),
        DotEnvFile = EnvironmentFile,
        CurrentDirectory = _folder,
        Providers = SessionPlugins.CreateRegistry().SettingsTypes,
        SkipsPlugins = true,
        AllowMissingSecrets = true,
        Vault = (name, _) => Task.FromException<string>(new SecretUnavailableException($"'{name}' is not fetched to complete a name.")),
    }).Configuration;

    /// <summary>The history that the command would look into; <see langword="null"/> where it is not known.</summary>
    public HistoryLocation? FindHistory()
    {
        if (HistoryPath is not null && File.Exists(HistoryPath) && Text("Config") is null && ConfigPath is null)
            return new HistoryLocation(HistoryPath);
        if (LoadConfiguration() is not { } configuration)
            return null;
        var history = HistoryLocation.Of(configuration);
        return history with { EncryptionKey = Known(history.EncryptionKey), PreviousEncryptionKey = Known(history.PreviousEncryptionKey) };
    }

    private static Secret? Known(Secret? secret) => secret is { IsKnown: true } ? secret : null;

    private static string TextOf(object value) => LanguagePrimitives.ConvertTo<string>(value);

    private string? Text(string parameter) => _bound[parameter] is { } given ? TextOf(given) : null;
}
