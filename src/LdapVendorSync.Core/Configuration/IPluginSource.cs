namespace LdapVendorSync.Core.Configuration;

/// <summary>Loads the plug-ins that a configuration names, before its vendors are read.</summary>
public interface IPluginSource
{
    /// <summary>Loads one plug-in, and makes its providers available under their names.</summary>
    /// <param name="path">The absolute path of its file or folder.</param>
    PluginLoad Load(string path);
}

/// <summary>What loading a plug-in came to.</summary>
/// <param name="Providers">Its providers, as in <see cref="ConfigurationLoadOptions.Providers"/>.</param>
/// <param name="Warnings">What somebody should know of it.</param>
public sealed record PluginLoad(IReadOnlyDictionary<string, Type?> Providers, IReadOnlyList<string> Warnings)
{
    /// <summary>Why it cannot be used; <see langword="null"/> where it can.</summary>
    public string? Error { get; private init; }

    /// <summary>What to do about it.</summary>
    public string? Hint { get; private init; }

    /// <summary>A plug-in that cannot be used.</summary>
    public static PluginLoad Failed(string error, string? hint) => new(new Dictionary<string, Type?>(), []) { Error = error, Hint = hint };
}
