using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// Binds a block whose keys nobody described, such as that of a script. A value is a <see cref="Secret"/> where it is given like one
/// (<c>{file: …}</c>, <c>{command: […]}</c>, <c>{secret: …}</c>) or its key sounds like one, else JSON.
/// </summary>
internal static class FreeKeys
{
    private static readonly string[] SecretForms = ["file", "command", "secret"];

    private static readonly string[] SecretWords =
        ["password", "passphrase", "secret", "token", "api_key", "apikey", "private_key", "privatekey", "credential", "credentials"];

    /// <summary>Whether the value of a key is taken for a secret: the key is, or ends with, a word for one.</summary>
    public static bool IsSecret(string key) =>
        Array.Exists(SecretWords, word => key.EndsWith(word, StringComparison.OrdinalIgnoreCase));

    public static BoundValue Bind(ConfigurationNode node, BindingContext context)
    {
        if (OverrideForm.Parse(node, context.Problems) is not MappingNode block)
        {
            context.Error(node, $"A block of keys is expected here, not {node.Kind}.");
            return BoundValue.None;
        }

        var values = SettingsDictionary.Create(typeof(object));
        foreach (var entry in block.Entries.Where(entry => entry.Value is not ScalarNode { IsNull: true }))
        {
            var (key, value) = BindEntry(entry, context);
            if (values.Contains(key))
                context.Error(entry.Position, entry.Value.Path, $"'{key}' is given twice; upper and lower case do not count.", "Keep one of them.");
            else if (value is not null)
                values.Add(key, value);
        }

        return BoundValue.Of(values);
    }

    private static (string Key, object? Value) BindEntry(ConfigurationEntry entry, BindingContext context)
    {
        if (entry.Key.EndsWith(SecretReader.FileSuffix, StringComparison.OrdinalIgnoreCase)
            && entry.Key[..^SecretReader.FileSuffix.Length] is var secret && IsSecret(secret))
        {
            return (secret, context.Secrets.ReadFile(entry.Value, context));
        }

        if (IsSecretForm(entry.Value) || (entry.Value is ScalarNode && IsSecret(entry.Key)))
            return (entry.Key, context.Secrets.Read(entry.Value, context));
        var parsed = OverrideForm.Parse(entry.Value, context.Problems);
        Conceal(entry.Key, parsed, context.Secrets.Redactor);
        return (entry.Key, JsonForm.From(parsed));
    }

    private static bool IsSecretForm(ConfigurationNode node) =>
        node is MappingNode { Entries: [var form] } && SecretForms.Contains(form.Key, StringComparer.OrdinalIgnoreCase);

    // Deeper down there is only JSON; at least it is not shown.
    private static void Conceal(string key, ConfigurationNode node, SecretRedactor redactor)
    {
        if (node is ScalarNode scalar && IsSecret(key))
            redactor.Add(scalar.Text);
        foreach (var item in (node as SequenceNode)?.Items ?? [])
            Conceal(key, item, redactor);
        foreach (var entry in (node as MappingNode)?.Entries ?? [])
            Conceal(entry.Key, entry.Value, redactor);
    }
}
