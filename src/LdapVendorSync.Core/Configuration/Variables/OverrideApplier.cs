using System.Globalization;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Configuration.Yaml;

namespace LdapVendorSync.Core.Configuration.Variables;

/// <summary>
/// Puts the variables <c>LVS__KEY__KEY</c> over the tree. Case does not count; an item of a list is named by its name or its index from 0.
/// </summary>
internal static class OverrideApplier
{
    public const string Prefix = "LVS__";

    private const string Example = "For example: LVS__DRY_RUN=true.";
    private const string NameKey = "name";

    /// <summary>Applies them all, in the order of their names.</summary>
    public static void Apply(MappingNode root, IReadOnlyDictionary<string, string> environment, List<ConfigurationProblem> problems)
    {
        var overrides = environment.Keys
            .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);
        foreach (var variable in overrides)
        {
            var segments = variable[Prefix.Length..].Split("__");
            var position = new ConfigurationPosition($"environment variable {variable}", 0, 0);
            if (segments.Any(segment => segment.Length == 0))
                problems.Add(new(ConfigurationSeverity.Error, position, string.Empty, "The variable names no key.", Example));
            else
                new Override(position, segments, environment[variable], problems).Put(root, 0);
        }
    }

    private sealed record Override(ConfigurationPosition Position, string[] Segments, string Value, List<ConfigurationProblem> Problems)
    {
        public void Put(MappingNode mapping, int depth)
        {
            var segment = Segments[depth];
            var existing = mapping.Entries.Find(entry => Matches(entry.Key, segment));
            var key = existing?.Key ?? segment;
            var value = Replace(existing?.Value, ConfigurationNode.Join(mapping.Path, existing?.Key ?? Spelling(segment)), depth);
            var entry = new ConfigurationEntry(key, Position, value) { IsOverride = existing?.IsOverride ?? true };
            mapping.Set(existing is not null && value == existing.Value ? existing : entry);
        }

        private ConfigurationNode Replace(ConfigurationNode? existing, string path, int depth)
        {
            if (depth == Segments.Length - 1)
                return new ScalarNode(Position, path, Value) { IsOverride = true, IsPlain = false };

            var container = existing is null ? null : OverrideForm.Parse(existing, Problems);
            switch (container)
            {
                case SequenceNode sequence:
                    PutItem(sequence, depth + 1);
                    return sequence;
                case MappingNode mapping:
                    Put(mapping, depth + 1);
                    return mapping;
                default:
                    // Nothing, or a single value that the variable turns into a block.
                    var created = new MappingNode(Position, path);
                    Put(created, depth + 1);
                    return created;
            }
        }

        private void PutItem(SequenceNode sequence, int depth)
        {
            var index = FindItem(sequence, Segments[depth]);
            var path = ConfigurationNode.Join(sequence.Path, index);
            if (index < sequence.Items.Count)
            {
                sequence.Items[index] = Replace(sequence.Items[index], path, depth);
                return;
            }

            var isNumber = int.TryParse(Segments[depth], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (isNumber && number > index)
            {
                var message = $"The list has {index} items; there is none with index {number}.";
                Problems.Add(new(ConfigurationSeverity.Error, Position, sequence.Path, message, "Indexes begin at 0."));
                return;
            }

            var item = Replace(null, path, depth);
            if (!isNumber && item is MappingNode block && block.Find(NameKey) is null)
                block.Entries.Insert(0, new ConfigurationEntry(NameKey, Position, NameNode(block, Segments[depth])));
            sequence.Items.Add(item);
        }

        private ScalarNode NameNode(MappingNode block, string name) =>
            new(Position, ConfigurationNode.Join(block.Path, NameKey), name) { IsPlain = false };

        private static int FindItem(SequenceNode sequence, string segment)
        {
            var named = sequence.Items.FindIndex(
                item => item is MappingNode mapping && mapping.Find(NameKey)?.Value is ScalarNode name && Matches(name.Text, segment));
            if (named >= 0)
                return named;
            return int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < sequence.Items.Count
                ? index
                : sequence.Items.Count;
        }

        private static bool Matches(string name, string segment) =>
            name.Equals(segment, StringComparison.OrdinalIgnoreCase)
            || PlainNames.Normalize(name).Equals(segment, StringComparison.OrdinalIgnoreCase);

        private static string Spelling(string segment) => segment.Any(char.IsAsciiLetterLower) ? segment : segment.ToLowerInvariant();
    }
}
