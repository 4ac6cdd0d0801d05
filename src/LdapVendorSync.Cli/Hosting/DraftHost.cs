using System.Text.Json;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Configuration.Drafts;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Cli.Hosting;

/// <summary>Writes the file of a draft, and says what is missing or wrong where it cannot.</summary>
internal static class DraftHost
{
    /// <summary>Writes the file.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(
        ConfigurationDraft answers, string file, bool overwrite, Terminal terminal, CancellationToken stopping)
    {
        var path = Path.GetFullPath(file);
        var draft = answers.WithGuesses().WithPathsFor(path, Directory.GetCurrentDirectory());
        if (!overwrite && File.Exists(path))
            return Refuse(terminal, $"The file '{path}' exists already; --force replaces it.");
        if (draft.FindMissing() is [_, ..] missing)
            return Refuse(terminal, $"Missing: {string.Join(", ", missing.Select(ToOption))}.");

        try
        {
            return await CheckAndWriteAsync(draft, path, overwrite, terminal, stopping);
        }
        catch (ArgumentException error)
        {
            return Refuse(terminal, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            terminal.TellError($"The configuration could not be written to '{path}': {error.Message}");
            return (int)SyncExitCode.Unexpected;
        }
    }

    private static async Task<int> CheckAndWriteAsync(
        ConfigurationDraft draft, string path, bool overwrite, Terminal terminal, CancellationToken stopping)
    {
        var providers = VendorProviderRegistry.CreateDefault().SettingsTypes;
        var check = DraftWriter.Check(draft, path, providers);
        ConfigurationProblems.Tell(check.Problems, terminal);
        if (check.Configuration is null)
            return (int)SyncExitCode.ConfigurationInvalid;

        await DraftWriter.SaveAsync(DraftWriter.Write(draft, providers), path, overwrite, stopping);
        terminal.Tell($"Configuration: {path}");
        if (DraftWriter.Variables(draft) is [_, ..] variables)
            terminal.Tell($"Set before a run: {string.Join(", ", variables)}");
        return (int)SyncExitCode.Done;
    }

    private static string ToOption(DraftInput input) => $"--{JsonNamingPolicy.KebabCaseLower.ConvertName($"{input}")}";

    private static int Refuse(Terminal terminal, string message)
    {
        terminal.TellError(message);
        return (int)SyncExitCode.ConfigurationInvalid;
    }
}
