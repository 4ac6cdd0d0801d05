using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Variables;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Presets;

/// <summary>
/// Puts what a preset says below what a vendor says itself, key by key. Works on nodes, so that a mistake in a preset is told with the
/// preset's own file and line.
/// </summary>
internal sealed class PresetResolver(string baseDirectory, VariableExpander expander, List<ConfigurationProblem> problems)
{
    /// <summary>The vendor's key that names the preset.</summary>
    public const string Key = "preset";

    // Says what the preset is for, and is nothing that a vendor could have.
    private const string Description = "description";

    private static readonly string[] NotInPresets = ["name", "groups", Key];

    // Free-form blocks, which mean nothing in parts.
    private static readonly string[] WholeKeys = ["body", "item", "header"];

    /// <summary>Completes a vendor by its preset, where it names one.</summary>
    public void Apply(MappingNode vendor)
    {
        if (vendor.Find(Key)?.Value is not ScalarNode { IsNull: false } name)
            return;
        if (PresetFiles.Find(name.Text, baseDirectory) is not { } file)
        {
            var known = $"Known: {string.Join(", ", PresetFiles.Names)}. A file of your own is named by its path, such as ./desk.yaml.";
            Error(name, $"There is no preset '{name.Written}'.", NearestKey.Hint(name.Text, PresetFiles.Names, known));
            return;
        }

        if (!File.Exists(file))
        {
            Error(name, $"There is no file '{file}'.", "The path is relative to the configuration file's folder.");
            return;
        }

        if (ConfigurationFile.Read(file, problems) is not { } preset)
            return;
        expander.Expand(preset);
        preset.Entries.RemoveAll(entry => entry.IsNamed(Description));
        Complete(vendor, Allowed(preset));
    }

    private MappingNode Allowed(MappingNode preset)
    {
        foreach (var entry in preset.Entries.Where(entry => NotInPresets.Contains(entry.Key)).ToArray())
        {
            preset.Entries.Remove(entry);
            Error(entry.Value, $"'{entry.Key}' cannot be in a preset.", "It belongs to the vendor in the configuration.", entry.Position);
        }

        return preset;
    }

    private static void Complete(MappingNode own, MappingNode preset)
    {
        foreach (var entry in preset.Entries)
        {
            if (own.Find(entry.Key) is not { Value: not ScalarNode { IsNull: true } } given)
                own.Set(entry with { Key = own.Find(entry.Key)?.Key ?? entry.Key });
            else if (given.Value is MappingNode inner && entry.Value is MappingNode below && !WholeKeys.Contains(entry.Key))
                Complete(inner, below);
        }
    }

    private void Error(ConfigurationNode node, string message, string? hint, ConfigurationPosition? position = null) =>
        problems.Add(new(ConfigurationSeverity.Error, position ?? node.Position, node.Path, message, hint));
}
