using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Lists and blocks that an environment variable holds as one text, in YAML's flow style (which JSON is).</summary>
internal static class OverrideForm
{
    /// <summary>The list or block in such a text; any other node as it is.</summary>
    public static ConfigurationNode Parse(ConfigurationNode node, List<ConfigurationProblem> problems)
    {
        if (node is not ScalarNode { IsOverride: true } scalar || !scalar.Text.AsSpan().Trim().StartsWithAny("[{"))
            return node;

        var found = new List<ConfigurationProblem>();
        var parsed = YamlTreeReader.Read(scalar.Text, scalar.Position.Source!, found, scalar.Path);
        problems.AddRange(found);
        return parsed ?? new MappingNode(node.Position, node.Path);
    }

    private static bool StartsWithAny(this ReadOnlySpan<char> text, string characters) => text.Length > 0 && characters.Contains(text[0]);
}
