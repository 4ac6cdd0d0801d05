using System.Text;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Variables;

/// <summary>
/// Fills in <c>${NAME}</c> and <c>${NAME:-default}</c>; <c>$${</c> is a literal <c>${</c>. Works on the values that were parsed, so that
/// what a variable holds can never become structure.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class VariableExpander(IReadOnlyDictionary<string, string> environment, List<ConfigurationProblem> problems)
{
    private readonly List<ConfigurationProblem> _unset = [];

    /// <summary>What was wrong; what else is wrong with these keys follows from it.</summary>
    public List<ConfigurationProblem> Failures { get; } = [];

    /// <summary>Those of them that are variables that are not set.</summary>
    public IEnumerable<ConfigurationProblem> Unset => _unset;

    /// <summary>The tree with its variables filled in.</summary>
    public ConfigurationNode Expand(ConfigurationNode node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                return Expand(scalar);
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Items.Count; i++)
                    sequence.Items[i] = Expand(sequence.Items[i]);
                return sequence;
            default:
                var mapping = (MappingNode)node;
                for (var i = 0; i < mapping.Entries.Count; i++)
                    mapping.Entries[i] = mapping.Entries[i] with { Value = Expand(mapping.Entries[i].Value) };
                return mapping;
        }
    }

    private ScalarNode Expand(ScalarNode scalar)
    {
        if (!scalar.Text.Contains("${", StringComparison.Ordinal))
            return scalar;

        var text = new StringBuilder();
        var rest = scalar.Text.AsSpan();
        while (rest.IndexOf("${") is >= 0 and var start)
        {
            if (start > 0 && rest[start - 1] == '$')
            {
                text.Append(rest[..(start - 1)]).Append("${");
                rest = rest[(start + 2)..];
                continue;
            }

            text.Append(rest[..start]);
            var end = rest[start..].IndexOf('}');
            if (end < 0)
            {
                _ = Error(scalar, "A variable is opened with ${ and never closed.", "For a literal ${ write $${.");
                return Written(scalar, string.Empty);
            }

            text.Append(Value(rest.Slice(start + 2, end - 2).ToString(), scalar));
            rest = rest[(start + end + 1)..];
        }

        return Written(scalar, text.Append(rest).ToString());
    }

    private string Value(string reference, ScalarNode scalar)
    {
        var separator = reference.IndexOf(":-", StringComparison.Ordinal);
        var name = separator < 0 ? reference : reference[..separator];
        if (!IsName(name))
        {
            _ = Error(scalar, "${...} holds no valid variable name.", "Use letters, digits and _; for a literal ${ write $${.");
            return string.Empty;
        }

        var found = environment.TryGetValue(name, out var value);
        if (separator >= 0)
            return string.IsNullOrEmpty(value) ? reference[(separator + 2)..] : value;
        if (!found)
            _unset.Add(Error(scalar, $"The environment variable {name} is not set.", $"Set it, or give a default: ${{{name}:-default}}."));
        return value ?? string.Empty;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    private ConfigurationProblem Error(ScalarNode scalar, string message, string hint)
    {
        var problem = new ConfigurationProblem(ConfigurationSeverity.Error, scalar.Position, scalar.Path, message, hint);
        Failures.Add(problem);
        problems.Add(problem);
        return problem;
    }

    private static ScalarNode Written(ScalarNode scalar, string text) =>
        new(scalar.Position, scalar.Path, text) { IsPlain = scalar.IsPlain, Written = scalar.Written };
}
