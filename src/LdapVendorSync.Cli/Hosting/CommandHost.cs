using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Drafts;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Sync.Tracing;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Plugins;

namespace LdapVendorSync.Cli.Hosting;

/// <summary>Runs a verb: loads its configuration, opens the log, and turns whatever ends it into one line and an exit code.</summary>
internal sealed class CommandHost(Terminal terminal, Shutdown shutdown)
{
    /// <summary>Runs a verb that works with a configuration.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ConfigurationChoice choice, Func<CommandSession, Task<int>> work)
    {
        var providers = VendorProviderRegistry.CreateDefault();
        using var plugins = new PluginLoader(providers, [new AssemblyPlugins()]);
        var loaded = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = choice.Path,
            DotEnvFile = choice.EnvFile,
            Environment = ConfigurationLoadOptions.ProcessEnvironment(),
            Providers = providers.SettingsTypes,
            Plugins = plugins,
        });
        terminal.TellsJson = loaded.Configuration?.Logging.ConsoleFormat == LogFormat.Json;
        ConfigurationProblems.Tell(loaded.Problems, terminal);
        if (loaded.Configuration is not { } configuration)
        {
            TellOfUnreadEnvFile(choice);
            return (int)SyncExitCode.ConfigurationInvalid;
        }

        try
        {
            await using var session = CommandSession.Open(configuration, providers, terminal, shutdown);
            return await RunAsync(session, work);
        }
        catch (ConfigurationException error)
        {
            // The log itself could not be opened.
            ConfigurationProblems.Tell(error.Problems, terminal);
            return (int)SyncExitCode.ConfigurationInvalid;
        }
    }

    /// <summary>Writes a configuration to begin with.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> DraftAsync(ConfigurationDraft draft, string file, bool overwrite) =>
        DraftHost.WriteAsync(draft, file, overwrite, terminal, shutdown.Token);

    private async Task<int> RunAsync(CommandSession session, Func<CommandSession, Task<int>> work)
    {
        try
        {
            return await work(session);
        }
        catch (OperationCanceledException) when (shutdown.ExitCode is { } signalled)
        {
            terminal.TellError("Cancelled.");
            return signalled;
        }
        catch (CommandLineException error)
        {
            return Fail(session, error, SyncExitCode.ConfigurationInvalid);
        }
        catch (PlanException error)
        {
            return Fail(session, error, error.ExitCode);
        }
        catch (TraceException error)
        {
            return Fail(session, error, error.ExitCode);
        }
        catch (SourceException error)
        {
            return Fail(session, error, SyncExitCode.NoSourceReadable);
        }
        catch (VendorException error)
        {
            return Fail(session, error, SyncExitCode.FinishedWithFailures);
        }
        catch (HistoryException error) when (error.Failure is HistoryFailure.EncryptionKey or HistoryFailure.SchemaTooNew)
        {
            return Fail(session, error, SyncExitCode.ConfigurationInvalid);
        }
        catch (HistoryException error)
        {
            return Fail(session, error, SyncExitCode.Unexpected);
        }
#pragma warning disable CA1031 // The last line of defence: a stack trace helps nobody on a terminal, and is in the log.
        catch (Exception error)
#pragma warning restore CA1031
        {
            session.LogUnexpected(error);
            terminal.TellError($"Unexpected error: {session.Redact(error.Message)} ({error.GetType().Name}; the log has the details.)");
            return (int)SyncExitCode.Unexpected;
        }
    }

    // Somebody who filled it in expects it to be read.
    private void TellOfUnreadEnvFile(ConfigurationChoice choice)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(choice.Path ?? ConfigurationLocator.DefaultFile))!;
        var file = Path.Combine(folder, ".env");
        if (choice.EnvFile is null && File.Exists(file))
            terminal.Tell($"'{file}' was not read; if it shall be, name it with --env-file.", Styles.Warning);
    }

    private int Fail(CommandSession session, Exception error, SyncExitCode exitCode)
    {
        session.LogFailure(error);
        terminal.TellError(session.Redact(error.Message));
        return (int)exitCode;
    }
}
