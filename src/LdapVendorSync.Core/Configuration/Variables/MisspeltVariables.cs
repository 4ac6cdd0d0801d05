using LdapVendorSync.Core.Configuration.Binding;

namespace LdapVendorSync.Core.Configuration.Variables;

/// <summary>
/// Warns of variables of a <c>.env</c> file that nothing uses, where a similar one is used and not set: a misspelt <c>SYNC_DRYRUN=true</c>
/// would otherwise be a run that writes.
/// </summary>
internal static class MisspeltVariables
{
    /// <summary>Finds them.</summary>
    /// <param name="given">The variables of the file.</param>
    /// <param name="environment">The environment, after everybody has asked for theirs.</param>
    /// <param name="missing">The variables that the configuration names and that are not set.</param>
    public static IEnumerable<ConfigurationProblem> Find(
        IEnumerable<DotEnvVariable> given, AskedEnvironment environment, IReadOnlyList<string> missing)
    {
        foreach (var variable in given.Where(variable => !IsUsed(variable.Name, environment)))
        {
            if (NearestKey.Hint(variable.Name, missing) is { } hint)
                yield return new(
                    ConfigurationSeverity.Warning, variable.Position, string.Empty, $"Nothing uses the variable {variable.Name}.", hint);
        }
    }

    private static bool IsUsed(string name, AskedEnvironment environment) =>
        environment.WasAskedFor(name) || name.StartsWith(OverrideApplier.Prefix, StringComparison.OrdinalIgnoreCase);
}
