using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LdapVendorSync.Core.Configuration.Yaml;

/// <summary>Reads one YAML document into nodes that know their place. Depth and the copies that aliases make are limited.</summary>
internal sealed class YamlTreeReader
{
    public const int MaximumDepth = 64;
    public const int MaximumNodes = 100_000;

    private readonly string _source;
    private readonly IParser _parser;
    private readonly Dictionary<string, ConfigurationNode> _anchors = new(StringComparer.Ordinal);
    private readonly List<ConfigurationProblem> _problems;
    private readonly bool _hasLines;
    private int _nodes;

    private YamlTreeReader(string source, IParser parser, List<ConfigurationProblem> problems, bool hasLines)
    {
        _hasLines = hasLines;
        _source = source;
        _parser = parser;
        _problems = problems;
    }

    /// <summary>Reads the text; what is wrong goes to <paramref name="problems"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The file it comes from.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="path">The path of the key whose variable holds the text; <see langword="null"/> for a file.</param>
    /// <returns>The root, or <see langword="null"/> where there is none or the text is no YAML.</returns>
    public static ConfigurationNode? Read(string text, string source, List<ConfigurationProblem> problems, string? path = null)
    {
        var reader = new YamlTreeReader(source, new Parser(new StringReader(text)), problems, path is null);
        try
        {
            return reader.ReadDocument(path ?? string.Empty);
        }
        catch (YamlException exception)
        {
            reader.Report(exception, text, path ?? string.Empty);
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or ArithmeticException)
        {
            // The parser's own slips over texts that are broken in rare ways.
            var mark = reader._parser.Current?.End ?? Mark.Empty;
            reader.Report(new YamlException(mark, mark, YamlErrors.Unreadable, exception), text, path ?? string.Empty);
            return null;
        }
    }

    private void Report(YamlException exception, string text, string path)
    {
        var (place, message, hint) = YamlErrors.Describe(exception, text);
        _problems.Add(new(ConfigurationSeverity.Error, At(place), path, message, hint));
    }

    private ConfigurationNode? ReadDocument(string path)
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return null;

        _parser.Consume<DocumentStart>();
        var root = ReadNode(path, 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            throw new YamlException(second.Start, second.End, YamlErrors.SecondDocument);
        return root;
    }

    private ConfigurationNode ReadNode(string path, int depth)
    {
        if (_parser.Accept<AnchorAlias>(out var alias))
        {
            _parser.MoveNext();
            return _anchors.TryGetValue(alias.Value.Value, out var target)
                ? Copy(target, path, alias)
                : throw new YamlException(alias.Start, alias.End, YamlErrors.UnknownAlias);
        }

        if (_parser.Current is not NodeEvent start)
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, YamlErrors.Unreadable);
        if (depth > MaximumDepth)
            throw new YamlException(start.Start, start.End, YamlErrors.TooDeep);

        Count(start);
        ConfigurationNode node = start switch
        {
            Scalar scalar => ReadScalar(scalar, path),
            SequenceStart => ReadSequence(start, path, depth),
            _ => ReadMapping(start, path, depth),
        };

        // Known only once it is complete, so that it cannot contain itself.
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;
        return node;
    }

    private ScalarNode ReadScalar(Scalar scalar, string path)
    {
        _parser.MoveNext();
        return new ScalarNode(At(scalar.Start), path, scalar.Value) { IsPlain = scalar.Style == ScalarStyle.Plain };
    }

    private SequenceNode ReadSequence(NodeEvent start, string path, int depth)
    {
        var sequence = new SequenceNode(At(start.Start), path);
        _parser.MoveNext();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            sequence.Items.Add(ReadNode(ConfigurationNode.Join(path, sequence.Items.Count), depth + 1));
        return sequence;
    }

    private MappingNode ReadMapping(NodeEvent start, string path, int depth)
    {
        var mapping = new MappingNode(At(start.Start), path);
        var merges = new List<MappingNode>();
        _parser.MoveNext();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw new YamlException(_parser.Current!.Start, _parser.Current.End, YamlErrors.KeyIsNoText);

            var value = ReadNode(ConfigurationNode.Join(path, key.Value), depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
                merges.AddRange(MergeSources(value));
            else
                Add(mapping, new ConfigurationEntry(key.Value, At(key.Start), value));
        }

        Merge(mapping, merges);
        return mapping;
    }

    private void Add(MappingNode mapping, ConfigurationEntry entry)
    {
        var first = mapping.Entries.Find(existing => existing.Key == entry.Key);
        if (first is null)
        {
            mapping.Entries.Add(entry);
            return;
        }

        _problems.Add(new(
            ConfigurationSeverity.Error,
            entry.Position,
            ConfigurationNode.Join(mapping.Path, entry.Key),
            $"The key is given twice; it first stands in line {first.Position.Line}.",
            "Keep one of them."));
    }

    // The merge key of YAML 1.1: what the block says itself wins, then the first source that says it.
    private void Merge(MappingNode mapping, List<MappingNode> sources)
    {
        foreach (var entry in sources.SelectMany(source => source.Entries))
        {
            if (mapping.Find(entry.Key) is null)
                mapping.Entries.Add(entry with { Value = Copy(entry.Value, ConfigurationNode.Join(mapping.Path, entry.Key), null) });
        }
    }

    private IEnumerable<MappingNode> MergeSources(ConfigurationNode value)
    {
        ConfigurationNode[] sources = value is SequenceNode list ? [.. list.Items] : [value];
        foreach (var source in sources)
        {
            if (source is MappingNode mapping)
                yield return mapping;
            else
                _problems.Add(new(ConfigurationSeverity.Error, source.Position, source.Path, "A merge (<<) takes a block of keys."));
        }
    }

    private ConfigurationNode Copy(ConfigurationNode node, string path, ParsingEvent? cause)
    {
        Count(cause);
        switch (node)
        {
            case ScalarNode scalar:
                return new ScalarNode(scalar.Position, path, scalar.Text) { IsPlain = scalar.IsPlain };
            case SequenceNode sequence:
                var items = new SequenceNode(sequence.Position, path);
                foreach (var item in sequence.Items)
                    items.Items.Add(Copy(item, ConfigurationNode.Join(path, items.Items.Count), cause));
                return items;
            default:
                var source = (MappingNode)node;
                var copy = new MappingNode(source.Position, path);
                copy.Entries.AddRange(source.Entries.Select(
                    entry => entry with { Value = Copy(entry.Value, ConfigurationNode.Join(path, entry.Key), cause) }));
                return copy;
        }
    }

    private void Count(ParsingEvent? cause)
    {
        if (++_nodes > MaximumNodes)
            throw new YamlException(cause?.Start ?? Mark.Empty, cause?.End ?? Mark.Empty, YamlErrors.TooLarge);
    }

    private ConfigurationPosition At(Mark mark) => _hasLines ? new(_source, (int)mark.Line, (int)mark.Column) : new(_source, 0, 0);
}
