namespace LdapVendorSync.Core.Configuration;

/// <summary>Finds the configuration file.</summary>
public static class ConfigurationLocator
{
    /// <summary>The environment variables that name the file, the first that is set counts.</summary>
    public static IReadOnlyList<string> Variables { get; } = ["LVS_CONFIG", "CONFIG_PATH"];

    /// <summary>The file that is taken where nothing names one.</summary>
    public const string DefaultFile = "config.yaml";

    /// <summary>
    /// The absolute path of the configuration file: the argument, else a variable, else <c>config.yaml</c> if it is there.
    /// </summary>
    /// <param name="argument">What the caller was given, or <see langword="null"/>.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="currentDirectory">The folder that a relative path is relative to.</param>
    /// <returns>
    /// The path (of a file that may not exist), or <see langword="null"/> where nothing names one and there is no default.
    /// </returns>
    public static string? Find(string? argument, IReadOnlyDictionary<string, string> environment, string currentDirectory)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var named = string.IsNullOrWhiteSpace(argument)
            ? Variables.Select(environment.GetValueOrDefault).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
            : argument;
        if (named is not null)
            return Path.GetFullPath(named, currentDirectory);

        var standard = Path.Combine(currentDirectory, DefaultFile);
        return File.Exists(standard) ? standard : null;
    }
}
