using System.Collections;
using System.Globalization;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Yaml;

/// <summary>
/// Reads content that a caller made into the nodes that a file is read into. Depth and size are limited: objects may hold themselves.
/// </summary>
internal sealed class ContentTreeReader
{
    private readonly ConfigurationContent _content;
    private readonly SecretRedactor _redactor;
    private readonly List<ConfigurationProblem> _problems;
    private int _nodes;

    private ContentTreeReader(ConfigurationContent content, SecretRedactor redactor, List<ConfigurationProblem> problems)
    {
        _content = content;
        _redactor = redactor;
        _problems = problems;
    }

    /// <summary>The root block, or <see langword="null"/> where there is none; what is wrong goes to <paramref name="problems"/>.</summary>
    /// <param name="content">The content.</param>
    /// <param name="redactor">Learns the secrets, before anything can go wrong with them.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static MappingNode? Read(ConfigurationContent content, SecretRedactor redactor, List<ConfigurationProblem> problems)
    {
        var reader = new ContentTreeReader(content, redactor, problems);
        if (reader.ReadNode(content.Root, string.Empty, 0) is MappingNode root)
            return root;
        reader.Error(string.Empty, "The configuration is not a block of keys.", "It begins with keys such as 'ldap' and 'vendor_apps'.");
        return null;
    }

    private ConfigurationNode ReadNode(object? wrapped, string path, int depth)
    {
        if (depth > YamlTreeReader.MaximumDepth || ++_nodes > YamlTreeReader.MaximumNodes)
            return Refuse(path, "The configuration is too deep or too large; perhaps a part of it holds itself.");

        return _content.Unwrap(wrapped) switch
        {
            null => new ScalarNode(ConfigurationPosition.None, path, string.Empty),
            Secret secret => ReadSecret(secret, path),
            string text => ReadText(text, path),
            IDictionary block => ReadMapping(block, path, depth),
            IEnumerable list => ReadSequence(list, path, depth),
            FileSystemInfo file => ReadText(file.FullName, path),
            DateTime moment => ReadText(moment.ToString("O", CultureInfo.InvariantCulture), path),
            DateTimeOffset moment => ReadText(moment.ToString("O", CultureInfo.InvariantCulture), path),
            var value and (bool or Enum or Uri or IFormattable) =>
                new ScalarNode(ConfigurationPosition.None, path, ScalarConverter.Format(value)),
            var other => Refuse(path, $"A value of the type {other.GetType().Name} cannot be used."),
        };
    }

    private static ScalarNode ReadText(string text, string path) => new(ConfigurationPosition.None, path, text) { IsPlain = false };

    // What it holds is taken as it stands: nobody who types a password thinks of variables.
    private ScalarNode ReadSecret(Secret secret, string path)
    {
        var text = secret.Reveal();
        _redactor.Add(text);
        return new ScalarNode(ConfigurationPosition.None, path, text.Replace("${", "$${", StringComparison.Ordinal))
        {
            IsPlain = false,
            Written = Secret.Mask,
        };
    }

    private MappingNode ReadMapping(IDictionary block, string path, int depth)
    {
        var mapping = new MappingNode(ConfigurationPosition.None, path);
        foreach (var (key, value) in EntriesOf(block))
        {
            var node = ReadNode(value, ConfigurationNode.Join(path, key), depth + 1);
            mapping.Entries.Add(new ConfigurationEntry(key, ConfigurationPosition.None, node));
        }

        return mapping;
    }

    // A hash table has no order, and gives its keys differently in each process: what comes out shall not.
    private static IEnumerable<(string Key, object? Value)> EntriesOf(IDictionary block)
    {
        // By key: what a dictionary enumerates depends on its type.
        var entries = block.Keys.Cast<object>()
            .Select(key => (Key: Convert.ToString(key, CultureInfo.InvariantCulture) ?? string.Empty, Value: block[key]));
        return block is Hashtable ? entries.OrderBy(entry => entry.Key, StringComparer.Ordinal) : entries;
    }

    private SequenceNode ReadSequence(IEnumerable list, string path, int depth)
    {
        var sequence = new SequenceNode(ConfigurationPosition.None, path);
        foreach (var item in list)
        {
            sequence.Items.Add(ReadNode(item, ConfigurationNode.Join(path, sequence.Items.Count), depth + 1));
            if (_nodes > YamlTreeReader.MaximumNodes)
                break;
        }

        return sequence;
    }

    private ScalarNode Refuse(string path, string message)
    {
        Error(path, message, "Values are texts, numbers, true and false, lists, and blocks of keys.");
        return new ScalarNode(ConfigurationPosition.None, path, string.Empty);
    }

    private void Error(string path, string message, string hint)
    {
        if (!_problems.Exists(problem => problem.Message == message))
            _problems.Add(new(ConfigurationSeverity.Error, ConfigurationPosition.None, path, message, hint));
    }
}
