using System.Text;

namespace LdapVendorSync.Core.Configuration.Yaml;

/// <summary>Reads the configuration file into nodes.</summary>
internal static class ConfigurationFile
{
    private const int MaximumBytes = 16 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The root block, or <see langword="null"/> where there is none; what is wrong goes to <paramref name="problems"/>.</summary>
    public static MappingNode? Read(string path, List<ConfigurationProblem> problems)
    {
        var text = ReadText(path, problems);
        return text is null ? null : Parse(text, path, problems);
    }

    /// <summary>The root block of a text; what is wrong goes to <paramref name="problems"/>.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static MappingNode? Parse(string text, string path, List<ConfigurationProblem> problems)
    {
        var found = new List<ConfigurationProblem>();
        var root = YamlTreeReader.Read(text, path, found);
        problems.AddRange(found);
        if (root is MappingNode mapping)
            return mapping;
        if (found.Count == 0)
            problems.Add(NoBlock(root, path));
        return null;
    }

    private static ConfigurationProblem NoBlock(ConfigurationNode? root, string path)
    {
        var isEmpty = root is null or ScalarNode { IsNull: true };
        return new ConfigurationProblem(
            ConfigurationSeverity.Error,
            root?.Position ?? new ConfigurationPosition(path, 1, 1),
            string.Empty,
            isEmpty ? "The file is empty." : $"The file holds {root!.Kind}, not a block of keys.",
            "It begins with keys such as 'ldap:' and 'vendor_apps:'.");
    }

    private static string? ReadText(string path, List<ConfigurationProblem> problems)
    {
        try
        {
            if (Directory.Exists(path))
                return Fail("This is a folder, not a file.");
            if (new FileInfo(path) is { Exists: true, Length: > MaximumBytes })
                return Fail("The file is larger than 16 MiB.");
            var bytes = File.ReadAllBytes(path).AsSpan();
            return StrictUtf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException exception)
        {
            return Fail($"The file is not UTF-8: byte {exception.Index + 1} cannot be read.", "Save it as UTF-8.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Fail("There is no such file.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail($"The file cannot be read: {exception.Message}");
        }

        string? Fail(string message, string? hint = null)
        {
            problems.Add(new(ConfigurationSeverity.Error, new ConfigurationPosition(path, 0, 0), string.Empty, message, hint));
            return null;
        }
    }
}
