using System.Globalization;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Cli.Hosting;

/// <summary>Tells of everything that is wrong with a configuration, one line a problem, in the form that editors jump to.</summary>
internal static class ConfigurationProblems
{
    /// <summary>Writes the problems to standard error; nothing where there are none.</summary>
    public static void Tell(IReadOnlyCollection<ConfigurationProblem> problems, Terminal terminal)
    {
        foreach (var problem in problems)
            terminal.Tell(problem.ToString(), problem.Severity == ConfigurationSeverity.Error ? Styles.Bad : Styles.Warning);
        var errors = problems.Count(problem => problem.Severity == ConfigurationSeverity.Error);
        if (errors > 0)
        {
            terminal.TellError(string.Create(
                CultureInfo.InvariantCulture, $"The configuration has {errors} {(errors == 1 ? "error" : "errors")}; nothing was run."));
        }
    }
}
