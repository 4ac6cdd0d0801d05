namespace LdapVendorSync.Core.Configuration.Presets;

/// <summary>The presets that come with the product: files beside its assemblies.</summary>
public static class PresetFiles
{
    private const string Extension = ".yaml";

    /// <summary>The folder of the presets.</summary>
    public static string Folder { get; } = Path.Combine(FolderOfAssembly(), "presets");

    /// <summary>The names of all presets.</summary>
    public static IReadOnlyList<string> Names { get; } = Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*" + Extension).Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The file of a preset.</summary>
    /// <param name="preset">A name, or the path of a file of one's own: it ends in .yaml or .yml, or has a folder in it.</param>
    /// <param name="baseDirectory">The folder that paths are relative to.</param>
    /// <returns>The file, which may not exist; <see langword="null"/> where no preset has the name.</returns>
    internal static string? Find(string preset, string baseDirectory)
    {
        var isPath = preset.AsSpan().IndexOfAny('/', '\\') >= 0
            || preset.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
            || preset.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
        if (isPath)
            return Path.GetFullPath(preset, baseDirectory);
        return Names.Contains(preset, StringComparer.Ordinal) ? Path.Combine(Folder, preset + Extension) : null;
    }

    private static string FolderOfAssembly() =>
        Path.GetDirectoryName(typeof(PresetFiles).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
}
