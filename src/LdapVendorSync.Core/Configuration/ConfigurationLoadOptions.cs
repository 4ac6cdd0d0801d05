using System.Collections;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Where a configuration comes from. Nothing is read from the process itself.</summary>
public sealed record ConfigurationLoadOptions
{
    /// <summary>
    /// The file as the caller was given it; <see langword="null"/> to look where <see cref="ConfigurationLocator"/> does.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The configuration itself, instead of a file; <see langword="null"/> to read one.</summary>
    public ConfigurationContent? Content { get; init; }

    /// <summary>Whether only the vendors count, to be looked at and not to be synced: there need be no source and no mapping.</summary>
    public bool VendorsAlone { get; init; }

    /// <summary>The environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A <c>.env</c> file to add; the real environment wins.</summary>
    public string? DotEnvFile { get; init; }

    /// <summary>
    /// The folder that <see cref="Path"/> is relative to, and that counts as the configuration's own where there is no file.
    /// </summary>
    public string CurrentDirectory { get; init; } = System.IO.Directory.GetCurrentDirectory();

    /// <summary>
    /// The registered providers: name to the record of the block of that name, or to <see langword="null"/> where it has none.
    /// </summary>
    public required IReadOnlyDictionary<string, Type?> Providers { get; init; }

    /// <summary>
    /// Loads what <c>plugins:</c> names; <see langword="null"/> where plug-ins are not loaded, so that naming one is an error.
    /// </summary>
    public IPluginSource? Plugins { get; init; }

    /// <summary>
    /// Whether plug-ins are passed over, for whoever wants nothing but names: no code of theirs runs, and what is said to their providers is
    /// not looked at.
    /// </summary>
    public bool SkipsPlugins { get; init; }

    /// <summary>
    /// The content of the file, for a file that is not written yet; <see cref="Path"/> then says where it will be. <see langword="null"/>
    /// to read it.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>
    /// Whether a secret that cannot be had here (its variable is not set, its file is not there) is a warning, for whoever judges the file
    /// and not the machine. Such a secret fails when it is used.
    /// </summary>
    public bool AllowMissingSecrets { get; init; }

    /// <summary>Reads <c>{secret: Vault/Name}</c>; <see langword="null"/> where there are no vaults.</summary>
    public SecretVault? Vault { get; init; }

    /// <summary>How the system compares the names of variables.</summary>
    internal static StringComparer EnvironmentNames =>
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The variables of this process, for <see cref="Environment"/>.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment()
    {
        var variables = new Dictionary<string, string>(EnvironmentNames);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables.Add((string)variable.Key, (string?)variable.Value ?? string.Empty);
        return variables;
    }
}
