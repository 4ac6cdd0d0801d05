using LdapVendorSync.Core.Configuration.Variables;
using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// Takes secrets that cannot be had on this machine for given, with a warning each: a file is right also where its secrets are not.
/// </summary>
/// <param name="expander">Knows the variables that are not set; those of secrets count as failures no more.</param>
/// <param name="problems">Gets the warnings in their place.</param>
internal sealed class MissingSecrets(VariableExpander expander, List<ConfigurationProblem> problems)
{
    // An inherited secret is read once for each heir.
    private readonly Dictionary<(ConfigurationPosition Position, string Path), Secret> _excused = [];

    /// <summary>The secret of a value whose variable is not set; <see langword="null"/> for any other value.</summary>
    public Secret? FindUnset(ConfigurationNode node)
    {
        if (_excused.TryGetValue((node.Position, node.Path), out var known))
            return known;
        var unset = expander.Unset.Where(failure => failure.Position == node.Position && failure.Key == node.Path).ToList();
        if (unset.Count == 0)
            return null;
        foreach (var failure in unset)
        {
            expander.Failures.Remove(failure);
            problems[problems.IndexOf(failure)] = failure with { Severity = ConfigurationSeverity.Warning };
        }

        return Remember(node, unset[0].Message);
    }

    /// <summary>The secret of a value that cannot be had, with a warning that says why.</summary>
    public Secret Excuse(ConfigurationNode node, string message)
    {
        problems.Add(new(ConfigurationSeverity.Warning, node.Position, node.Path, message));
        return Remember(node, message);
    }

    private Secret Remember(ConfigurationNode node, string message) =>
        _excused[(node.Position, node.Path)] = new Secret(_ => Task.FromException<string>(new SecretUnavailableException(message)));
}
