namespace LdapVendorSync.Core.Configuration;

/// <summary>How bad a <see cref="ConfigurationProblem"/> is.</summary>
public enum ConfigurationSeverity
{
    /// <summary>Nothing runs.</summary>
    Error,

    /// <summary>It runs, but somebody should know.</summary>
    Warning,
}

/// <summary>One thing that is wrong with the configuration. It never holds the value of a secret.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Position">Where.</param>
/// <param name="Key">The path of the key, for example <c>vendor_apps[0].auth.method</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do, or <see langword="null"/> where the message says it.</param>
public sealed record ConfigurationProblem(
    ConfigurationSeverity Severity,
    ConfigurationPosition Position,
    string Key,
    string Message,
    string? Hint = null)
{
    /// <summary>The file, or the environment variable, that holds the problem.</summary>
    public string? File => Position.Source;

    /// <summary>The line, from 1; 0 where there are no lines.</summary>
    public int Line => Position.Line;

    /// <summary>The column, from 1; 0 where there are no lines.</summary>
    public int Column => Position.Column;

    /// <summary>The problem on one line, in the form that editors jump to: <c>file:line:column: error: key: message. hint</c>.</summary>
    public override string ToString()
    {
        var place = Position.ToString();
        var severity = Severity == ConfigurationSeverity.Error ? "error" : "warning";
        return string.Concat(
            place.Length == 0 ? null : place + ": ",
            severity + ": ",
            Key.Length == 0 ? null : Key + ": ",
            Message,
            Hint is null ? null : " " + Hint);
    }
}
