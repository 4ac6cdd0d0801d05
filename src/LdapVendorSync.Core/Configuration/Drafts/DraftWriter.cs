using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>
/// Makes a commented configuration file of a draft. Every key is explained by its own description, secrets come from environment variables,
/// files or a vault, and the limits on removals stand there with their defaults.
/// </summary>
public static class DraftWriter
{
    /// <summary>The variables that have to be set before a run.</summary>
    /// <param name="draft">A draft of which nothing is missing.</param>
    public static IReadOnlyList<string> Variables(ConfigurationDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return [.. new[] { DraftVariables.OfSource(draft), DraftVariables.OfVendor(draft) }.OfType<string>()];
    }

    /// <summary>The content of the file.</summary>
    /// <param name="draft">A draft of which nothing is missing.</param>
    /// <param name="providers">The registered providers, as in <see cref="ConfigurationLoadOptions.Providers"/>.</param>
    /// <exception cref="ArgumentException">Something is missing, or a text cannot be written into any file.</exception>
    public static string Write(ConfigurationDraft draft, IReadOnlyDictionary<string, Type?> providers)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(providers);
        if (draft.FindMissing() is [_, ..] missing)
            throw new ArgumentException($"The draft lacks {string.Join(", ", missing)}.", nameof(draft));

        var lines = new YamlLines();
        WriteHead(draft, lines);
        lines.Add(string.Empty);
        lines.Add("# Who is right. More sources may follow as further items; mappings then say which one they mean.");
        lines.Add("sources:");
        DraftSource.Write(draft, lines);
        lines.Add(string.Empty);
        var top = new DraftBlock(lines, typeof(SyncConfiguration), 0);
        top.WriteRaw("match_on", "[userName]");
        lines.Add(string.Empty);
        lines.Add("# What follows the source. More vendors may follow as further items.");
        lines.Add("vendor_apps:");
        DraftVendor.Write(draft, providers, lines);
        lines.Add(string.Empty);
        WriteGuards(lines);
        lines.Add(string.Empty);
        WriteMore(top);
        return lines.ToString();
    }

    /// <summary>What the loader will say to the file, once its secrets are where the draft says.</summary>
    /// <param name="draft">A draft of which nothing is missing.</param>
    /// <param name="path">Where the file will be.</param>
    /// <param name="providers">The registered providers.</param>
    /// <exception cref="ArgumentException">A text cannot be written into any file.</exception>
    public static ConfigurationResult Check(ConfigurationDraft draft, string path, IReadOnlyDictionary<string, Type?> providers) =>
        ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = path,
            Text = Write(draft, providers),
            AllowMissingSecrets = true,
            Environment = Variables(draft).ToDictionary(variable => variable, variable => variable),
            Providers = providers,
            Vault = (name, _) => Task.FromResult(name),
        });

    /// <summary>Writes the file: whole or not at all, in UTF-8 without byte order mark, readable by its owner alone.</summary>
    /// <param name="text">The content.</param>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="IOException">The file could not be written, or is there already.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static Task SaveAsync(string text, string path, bool overwrite, CancellationToken cancellationToken) =>
        PrivateFiles.ReplaceAsync(
            path,
            async stream => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false),
            overwrite);

    private static void WriteHead(ConfigurationDraft draft, YamlLines lines)
    {
        lines.Add("# What LdapVendorSync reads, what follows it, and what is held back.");
        lines.Add("#");
        lines.Add("#                      in PowerShell                     in any other shell");
        lines.Add("#   is it right?       Test-LdapVendorSyncConfig         ldap-vendor-sync check --connect");
        lines.Add("#   what would it do?  Invoke-LdapVendorSync -WhatIf     ldap-vendor-sync plan");
        lines.Add("#   do it              Invoke-LdapVendorSync             ldap-vendor-sync sync");
        lines.Add("#");
        lines.Add("# Paths are relative to this file. Every key there is: docs/configuration.md");
        if (Variables(draft) is not [_, ..] variables)
            return;
        lines.Add("#");
        lines.Add("# The secrets are not in here. Set these variables for the account that runs the sync:");
        foreach (var variable in variables)
            lines.Add($"#   {variable}");
        lines.Add("# For this session of PowerShell:  $env:NAME = Read-Host -MaskInput");
        lines.Add("# For a service or a task: in its own environment, in a .env file that is named with -EnvironmentFile or --env-file,");
        lines.Add("# or take the secret from a mounted file or a vault instead: docs/configuration-guide.md");
    }

    private static void WriteGuards(YamlLines lines)
    {
        lines.Add("# The limits on removals. Past one of them removals are held, and the run says which, how many and who. These are the");
        lines.Add("# defaults; a limit is lifted by the word none.");
        lines.Add("# guards:");
        new DraftBlock(lines, typeof(GuardSettings), 0).SuggestDefaults();
    }

    private static void WriteMore(DraftBlock top)
    {
        top.Suggest("disabled_members", Default(nameof(SyncConfiguration.DisabledMembers)));
        top.Suggest("orphans", Default(nameof(SyncConfiguration.Orphans)));
        top.Suggest("state_dir", Default(nameof(SyncConfiguration.StateDirectory)));
        top.Suggest("report", "{dir: reports}");
        top.Suggest("logging", "{level: INFO, log_dir: logs, retention_days: 30}");
    }

    private static string Default(string property)
    {
        var descriptor = SettingsDescriptor.Of(typeof(SyncConfiguration));
        var setting = descriptor.Settings.First(candidate => candidate.Property.Name == property);
        return ScalarConverter.Format(setting.Property.GetValue(descriptor.CreateDefault())!);
    }
}
