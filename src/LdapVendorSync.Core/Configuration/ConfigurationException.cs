namespace LdapVendorSync.Core.Configuration;

/// <summary>The configuration cannot be used. A process that ends on it ends with exit code 2.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Tells of problems.</summary>
    /// <param name="problems">Everything that is wrong.</param>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ConfigurationProblem> problems)
    {
        var errors = problems.Count(problem => problem.Severity == ConfigurationSeverity.Error);
        var head = errors == 1 ? "The configuration has 1 error:" : $"The configuration has {errors} errors:";
        return string.Join(Environment.NewLine, problems.Select(problem => problem.ToString()).Prepend(head));
    }
}
