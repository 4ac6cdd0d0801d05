namespace LdapVendorSync.Core.Configuration.Variables;

/// <summary>Reads <c>.env</c> files: <c>NAME=value</c>, <c>export NAME="value"</c>, <c># comment</c>.</summary>
internal static class DotEnvFile
{
    /// <summary>The environment with what the file adds; what is already set wins.</summary>
    public static IReadOnlyDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> environment, string path, List<ConfigurationProblem> problems)
    {
        var merged = new Dictionary<string, string>(ConfigurationLoadOptions.EnvironmentNames);
        foreach (var (name, value) in ReadFile(path, problems))
            merged[name] = value;
        foreach (var (name, value) in environment)
            merged[name] = value;
        return merged;
    }

    private static List<(string Name, string Value)> ReadFile(string path, List<ConfigurationProblem> problems)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem(new(path, 0, 0), $"The file cannot be read: {exception.Message}"));
            return [];
        }

        var variables = new List<(string, string)>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (ReadLine(line) is { } variable)
                variables.Add(variable);
            else
                problems.Add(Problem(new(path, i + 1, 1), "This is not NAME=value.", "Put comments behind #."));
        }

        return variables;
    }

    private static ConfigurationProblem Problem(ConfigurationPosition position, string message, string? hint = null) =>
        new(ConfigurationSeverity.Error, position, string.Empty, message, hint);

    private static (string Name, string Value)? ReadLine(string line)
    {
        var assignment = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..].TrimStart() : line;
        var equals = assignment.IndexOf('=');
        if (equals <= 0)
            return null;
        var name = assignment[..equals].TrimEnd();
        return name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? (name, Unquote(assignment[(equals + 1)..].Trim()))
            : null;
    }

    private static string Unquote(string value)
    {
        if (value is ['\'', .. var literal, '\''])
            return literal;
        if (value is ['"', .. var quoted, '"'])
            return quoted.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal)
                .Replace("\\\\", "\\", StringComparison.Ordinal);

        // Only what is set off by a space is a comment: passwords hold # too.
        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : value[..comment].TrimEnd();
    }
}
