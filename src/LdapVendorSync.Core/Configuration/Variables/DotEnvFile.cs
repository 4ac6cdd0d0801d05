using System.Text;

namespace LdapVendorSync.Core.Configuration.Variables;

/// <summary>
/// Reads <c>.env</c> files: <c>NAME=value</c>, <c>export NAME="value"</c>, <c># comment</c>; what is quoted may go over several lines.
/// Nothing in a value is filled in.
/// </summary>
internal static class DotEnvFile
{
    /// <summary>The environment with what the file adds; what is already set wins.</summary>
    public static IReadOnlyDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> environment, IEnumerable<DotEnvVariable> file)
    {
        var merged = new Dictionary<string, string>(ConfigurationLoadOptions.EnvironmentNames);
        foreach (var variable in file)
            merged[variable.Name] = variable.Value;
        foreach (var (name, value) in environment)
            merged[name] = value;
        return merged;
    }

    /// <summary>The variables of a file, in its order.</summary>
    public static IReadOnlyList<DotEnvVariable> Read(string path, List<ConfigurationProblem> problems)
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

        var variables = new List<DotEnvVariable>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var position = new ConfigurationPosition(path, i + 1, 1);
            if (ReadName(line) is not var (name, text))
                problems.Add(Problem(position, "This is not NAME=value.", "Put comments behind #."));
            else if (text.TrimStart() is not ['\'' or '"', ..])
                variables.Add(new(name, WithoutComment(text), position));
            else if (ReadQuoted(text.TrimStart(), lines, ref i) is { } value)
                variables.Add(new(name, value, position));
            else
                problems.Add(Problem(
                    position, $"The value of {name} has a quote that is not closed, or something behind it.", "Write it as NAME='value'."));
        }

        return variables;
    }

    private static ConfigurationProblem Problem(ConfigurationPosition position, string message, string? hint = null) =>
        new(ConfigurationSeverity.Error, position, string.Empty, message, hint);

    private static (string Name, string Value)? ReadName(string line)
    {
        var assignment = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..].TrimStart() : line;
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return null;
        var name = assignment[..equals].TrimEnd();
        return name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? (name, assignment[(equals + 1)..]) : null;
    }

    // A private key is one value of many lines. In double quotes a backslash stands before what is meant literally.
    private static string? ReadQuoted(string rest, string[] lines, ref int index)
    {
        var quote = rest[0];
        var value = new StringBuilder();
        for (var line = rest[1..]; ; line = lines[index])
        {
            var end = ReadTo(quote, line, value);
            if (end >= 0)
                return line.AsSpan(end + 1).TrimStart() is [] or ['#', ..] ? value.ToString() : null;
            if (index + 1 == lines.Length)
                return null;
            value.Append('\n');
            index++;
        }
    }

    /// <returns>Where the closing quote is; -1 where the line has none.</returns>
    private static int ReadTo(char quote, string line, StringBuilder value)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == quote)
                return i;
            if (quote == '"' && line[i] == '\\' && i + 1 < line.Length && line[i + 1] is 'n' or '"' or '\\')
                value.Append(line[++i] == 'n' ? '\n' : line[i]);
            else
                value.Append(line[i]);
        }

        return -1;
    }

    // Only what is set off by a blank is a comment: passwords hold # too.
    private static string WithoutComment(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '#' && char.IsWhiteSpace(text[i - 1]))
                return text[..i].Trim();
        }

        return text.Trim();
    }
}
