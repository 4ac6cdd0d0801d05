using System.Collections;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Writes a loaded configuration without its secrets, for the log.</summary>
public static class ConfigurationDump
{
    /// <summary>
    /// The configuration as YAML: what differs from the defaults and from the level above, with environment and overrides applied and every
    /// secret as <c>***</c>.
    /// </summary>
    public static string ToMaskedYaml(this SyncConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var writer = new Writer();
        writer.WriteRecord(configuration, null, 0);
        return configuration.Redactor.Redact(writer.ToString());
    }

    private sealed class Writer
    {
        private const int Step = 2;

        private readonly StringBuilder _text = new();

        public override string ToString() => _text.ToString();

        public void WriteRecord(object record, object? above, int indent)
        {
            var descriptor = SettingsDescriptor.Of(record.GetType());
            var defaults = descriptor.CreateDefault();
            if (record is SourceSettings source)
                WriteLine(indent, $"{SettingsVariants.Key}: {source.Type}");
            foreach (var setting in descriptor.Settings)
                WriteSetting(setting, setting.Property.GetValue(record), Base(setting, defaults, above), record, indent);
            if (record is VendorSettings { ProviderSettings: IDictionary keys } free)
                WriteLine(indent, $"{free.Module}: {Flow(keys)}");
            else if (record is VendorSettings { ProviderSettings: { } block } vendor)
                WriteBlock(vendor.Module, block, null, indent);
        }

        private void WriteSetting(SettingDescriptor setting, object? value, object? without, object record, int indent)
        {
            if (value is null && without is not null && setting.IsLimit)
                WriteLine(indent, $"{setting.Key}: {ValueBinder.NoLimit}");
            if (value is null || (!setting.IsRequired && Flow(value) is { } flow && without is not null && flow == Flow(without)))
                return;
            if (setting.Attribute.Prefix is { } prefix)
            {
                foreach (var part in SettingsDescriptor.Of(setting.Type).Settings)
                    WriteValue(prefix + part.Key, part.Property.GetValue(value), null, record, indent);
                return;
            }

            WriteValue(setting.Key, value, without, record, indent);
        }

        private void WriteValue(string key, object? value, object? without, object record, int indent)
        {
            if (value is null)
                return;
            if (SettingsDescriptor.Describes(value.GetType()))
                WriteBlock(key, value, without, indent);
            else if (value is IEnumerable items and not string && ItemsAreBlocks(value.GetType()))
                WriteBlocks(key, items, record, indent);
            else
                WriteLine(indent, $"{Quote(key)}: {Flow(value)}");
        }

        private void WriteBlock(string key, object block, object? without, int indent)
        {
            var start = _text.Length;
            WriteLine(indent, $"{Quote(key)}:");
            var end = _text.Length;
            WriteRecord(block, without, indent + Step);
            if (_text.Length == end)
                _text.Length = start;
        }

        private void WriteBlocks(string key, IEnumerable items, object parent, int indent)
        {
            WriteLine(indent, $"{Quote(key)}:");
            foreach (var item in items is IDictionary map ? map.Values : items)
            {
                var start = _text.Length;
                WriteRecord(item, parent is MappingPolicy && item is MappingPolicy ? parent : null, indent + Step + Step);
                if (_text.Length > start)
                    _text[start + indent + Step] = '-';
            }
        }

        private void WriteLine(int indent, string line) => _text.Append(' ', indent).Append(line).Append('\n');

        // What the level above says need not be said again.
        private static object? Base(SettingDescriptor setting, object defaults, object? above) =>
            above is not null && setting.Property.DeclaringType!.IsInstanceOfType(above)
                ? setting.Property.GetValue(above)
                : setting.Property.GetValue(defaults);

        private static bool ItemsAreBlocks(Type type) =>
            (type.IsArray && SettingsDescriptor.Describes(type.GetElementType()!))
            || (type.IsGenericType && SettingsDescriptor.Describes(type.GetGenericArguments()[^1]));

        /// <summary>A value on one line, or <see langword="null"/> for what takes a block.</summary>
        private static string? Flow(object value) => value switch
        {
            Secret => Quote(Secret.Mask),
            JsonNode json => json.ToJsonString(),
            string text => Quote(text),
            IDictionary map => "{" + string.Join(", ", Pairs(map)) + "}",
            IEnumerable list when !ItemsAreBlocks(value.GetType()) => "[" + string.Join(", ", list.Cast<object>().Select(Flow)) + "]",
            _ when ScalarConverter.Handles(value.GetType()) => Quote(ScalarConverter.Format(value)),
            _ => null,
        };

        private static IEnumerable<string> Pairs(IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
                yield return $"{Quote((string)entry.Key)}: {(IsPlainSecret(entry) ? Quote(Secret.Mask) : Flow(entry.Value!))}";
        }

        // A placeholder is no secret, and what was masked by then would not be a configuration again.
        private static bool IsPlainSecret(DictionaryEntry entry) =>
            entry is { Key: string key, Value: string text } && CredentialPatterns.IsSecretName(key) && !text.Contains('{', StringComparison.Ordinal);

        private static string Quote(string text)
        {
            var isPlain = text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1])
                && text.All(character => char.IsLetterOrDigit(character) || "_./@+$ -".Contains(character))
                && (char.IsLetterOrDigit(text[0]) || text[0] is '/' or '_' or '.') && text is not ("null" or "~");
            return isPlain ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ")}'";
        }
    }
}
