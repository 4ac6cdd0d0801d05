using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>What binding needs to know, and where it puts what is wrong.</summary>
internal sealed class BindingContext
{
    private readonly Dictionary<string, ConfigurationProblem> _missing = new(StringComparer.Ordinal);

    public required string BaseDirectory { get; init; }

    public required SecretReader Secrets { get; init; }

    /// <summary>Provider name to the record of its block; <see langword="null"/> for a provider without one.</summary>
    public required IReadOnlyDictionary<string, Type?> Providers { get; init; }

    /// <summary>Whether a plug-in could not be loaded, so that the providers are not all that there are.</summary>
    public bool LacksPlugins { get; init; }

    /// <summary>Whether there need be no source and no mapping.</summary>
    public bool VendorsAlone { get; init; }

    public required PlainNames PlainNames { get; init; }

    /// <summary>The block that each record was bound from.</summary>
    public Dictionary<object, MappingNode> Origins { get; } = new(ReferenceEqualityComparer.Instance);

    public required List<ConfigurationProblem> Problems { get; init; }

    public void Error(ConfigurationNode node, string message, string? hint = null) => Error(node.Position, node.Path, message, hint);

    public void Error(ConfigurationPosition position, string key, string message, string? hint = null) =>
        Problems.Add(new(ConfigurationSeverity.Error, position, key, message, hint));

    /// <summary>A key that must be given is not.</summary>
    public void Missing(MappingNode block, string key, string description)
    {
        var path = ConfigurationNode.Join(block.Path, key);
        _missing[path] = new(ConfigurationSeverity.Error, block.Position, path, "The key is missing.", description);
        Problems.Add(_missing[path]);
    }

    /// <summary>The key is there after all, misspelt: one mistake is one problem.</summary>
    public void TakeBackMissing(string path)
    {
        if (_missing.Remove(path, out var problem))
            Problems.Remove(problem);
    }

    public void Warning(ConfigurationPosition position, string key, string message, string? hint = null) =>
        Problems.Add(new(ConfigurationSeverity.Warning, position, key, message, hint));
}
