using LdapVendorSync.Core.Configuration.Yaml;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// Makes secrets of what the configuration says: a value, <c>{file: path}</c>, <c>{command: [...]}</c> or <c>{secret: Vault/Name}</c>.
/// </summary>
internal sealed class SecretReader(SecretRedactor redactor, SecretVault? vault, string baseDirectory)
{
    /// <summary>What a key ends with that names the file of a secret.</summary>
    public const string FileSuffix = "_file";

    private const string Forms = "Give a value, ${VARIABLE}, {file: path}, {command: [program, argument]} or {secret: Vault/Name}.";

    public SecretRedactor Redactor { get; } = redactor;

    /// <summary>What becomes of secrets that cannot be had here; <see langword="null"/> where that is an error.</summary>
    public MissingSecrets? Missing { get; init; }

    /// <summary>Every secret that was read, so that those that have to be fetched can be fetched in one place.</summary>
    public List<Secret> Secrets { get; } = [];

    /// <summary>The secret that a node gives, or <see langword="null"/> where it gives none or is wrong.</summary>
    public Secret? Read(ConfigurationNode node, BindingContext context)
    {
        if (Missing?.FindUnset(node) is { } missing)
            return Remember(missing);
        switch (node)
        {
            case ScalarNode { IsNull: true }:
                return null;
            case ScalarNode { Text.Length: 0 }:
                context.Error(node, "The secret is empty.", Forms);
                return null;
            case ScalarNode scalar:
                return Known(scalar.Text);
            case MappingNode { Entries: [var form] }:
                return ReadForm(form, node, context);
            default:
                context.Error(node, "A secret cannot be read from this.", Forms);
                return null;
        }
    }

    /// <summary>The secret in a file, without the line break that editors end a file with.</summary>
    public Secret? ReadFile(ConfigurationNode node, BindingContext context)
    {
        if (Missing?.FindUnset(node) is { } missing)
            return Remember(missing);
        if (node is not ScalarNode { IsNull: false, Text.Length: > 0 } scalar)
        {
            context.Error(node, "The path of the file that holds the secret is expected.");
            return null;
        }

        var path = Path.GetFullPath(scalar.Text, baseDirectory);
        try
        {
            var text = File.ReadAllText(path).TrimEnd('\r', '\n');
            if (text.Length > 0)
                return Known(text);
            context.Error(node, $"The file '{path}' holds no secret: it is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var message = $"The secret cannot be read from '{path}': {exception.Message}";
            if (Missing is not null)
                return Remember(Missing.Excuse(node, message));
            context.Error(node, message);
        }

        return null;
    }

    /// <summary>A secret whose text is at hand.</summary>
    public Secret Known(string text)
    {
        Redactor.Add(text);
        return Remember(new Secret(text));
    }

    private Secret? ReadForm(ConfigurationEntry form, ConfigurationNode node, BindingContext context)
    {
        if (form.IsNamed("file"))
            return ReadFile(form.Value, context);
        if (form.IsNamed("command"))
            return ReadCommand(form.Value, context);
        if (form.IsNamed("secret"))
            return ReadVault(form.Value, context);

        // The key is not shown: it may be the secret itself, on a line of its own and with a ':' at its end.
        context.Error(node, "This is not a way to give a secret.", Forms);
        return null;
    }

    private Secret? ReadCommand(ConfigurationNode node, BindingContext context)
    {
        var words = (node as SequenceNode)?.Items.OfType<ScalarNode>().Select(word => word.Text).ToArray() ?? [];
        if (words.Length == 0 || words[0].Length == 0 || words.Length != ((SequenceNode)node).Items.Count)
        {
            context.Error(node, "The program and its arguments are expected as a list.", "For example: {command: [pass, show, ldap]}.");
            return null;
        }

        var command = new SecretCommand(words, baseDirectory);
        return Fetched(command.RunAsync);
    }

    private Secret? ReadVault(ConfigurationNode node, BindingContext context)
    {
        if (node is not ScalarNode { IsNull: false, Text.Length: > 0 } scalar)
        {
            context.Error(node, "Vault/Name is expected.");
            return null;
        }

        if (vault is null)
        {
            context.Error(
                node,
                "Vaults of SecretManagement are read by the PowerShell module only.",
                "Use the module, or give the secret as ${VARIABLE}, a file or {command: [...]}.");
            return null;
        }

        return Fetched(cancellationToken => vault(scalar.Text, cancellationToken));
    }

    private Secret Fetched(Func<CancellationToken, Task<string>> fetch) => Remember(new Secret(async cancellationToken =>
    {
        var text = await fetch(cancellationToken).ConfigureAwait(false);
        Redactor.Add(text);
        return text;
    }));

    private Secret Remember(Secret secret)
    {
        Secrets.Add(secret);
        return secret;
    }
}
