using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>What binding needs to know, and where it puts what is wrong.</summary>
internal sealed class BindingContext
{
    public required string BaseDirectory { get; init; }

    public required SecretReader Secrets { get; init; }

    /// <summary>Provider name to the record of its block; <see langword="null"/> for a provider without one.</summary>
    public required IReadOnlyDictionary<string, Type?> Providers { get; init; }

    public required PlainNames PlainNames { get; init; }

    /// <summary>The block that each record was bound from.</summary>
    public Dictionary<object, MappingNode> Origins { get; } = new(ReferenceEqualityComparer.Instance);

    public required List<ConfigurationProblem> Problems { get; init; }

    public void Error(ConfigurationNode node, string message, string? hint = null) => Error(node.Position, node.Path, message, hint);

    public void Error(ConfigurationPosition position, string key, string message, string? hint = null) =>
        Problems.Add(new(ConfigurationSeverity.Error, position, key, message, hint));

    public void Warning(ConfigurationPosition position, string key, string message, string? hint = null) =>
        Problems.Add(new(ConfigurationSeverity.Warning, position, key, message, hint));
}
