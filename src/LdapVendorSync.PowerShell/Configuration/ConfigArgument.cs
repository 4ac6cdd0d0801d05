using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Net;
using System.Security;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Configuration;

/// <summary>What <c>-Config</c> was given: exactly one of the three, or nothing.</summary>
internal sealed record ConfigArgument
{
    /// <summary>A configuration that was loaded before.</summary>
    public SyncConfiguration? Loaded { get; private init; }

    /// <summary>The keys of a configuration.</summary>
    public ConfigurationContent? Content { get; private init; }

    /// <summary>The path of a file.</summary>
    public string? Path { get; private init; }

    /// <summary>Understands the argument.</summary>
    /// <param name="config">What -Config was given, or <see langword="null"/>.</param>
    /// <param name="configPath">What -ConfigPath was given, or <see langword="null"/>.</param>
    /// <param name="environmentFile">What -EnvironmentFile was given, or <see langword="null"/>.</param>
    /// <exception cref="CommandException">The parameters contradict each other, or the argument is of no use.</exception>
    public static ConfigArgument Parse(object? config, string? configPath, string? environmentFile)
    {
        if (config is null)
            return new ConfigArgument { Path = configPath };
        if (configPath is not null)
            throw Contradict("Use either -Config or -ConfigPath, not both.");

        return Unwrap(config) switch
        {
            SyncConfiguration when environmentFile is not null => throw Contradict(
                "-Config was given a configuration that is loaded already; -EnvironmentFile would come too late. "
                + "Give it to the command that loads."),
            SyncConfiguration loaded => new ConfigArgument { Loaded = loaded },
            string { Length: > 0 } path => new ConfigArgument { Path = path },
            FileInfo file => new ConfigArgument { Path = file.FullName },
            PathInfo resolved => new ConfigArgument { Path = resolved.ProviderPath },
            IDictionary keys => new ConfigArgument { Content = new ConfigurationContent(keys) { Unwrap = Unwrap } },
            var other => throw new CommandException(
                ErrorKinds.ConfigTypeInvalid,
                "-Config takes a loaded configuration, a hashtable or object with the keys of the file, or a path, "
                + $"not a '{other?.GetType().Name}'."),
        };
    }

    /// <summary>Content of parameters: its texts mean what they say, since who types them can fill in variables before.</summary>
    public static ConfigurationContent ToLiteralContent(IDictionary keys) => new(keys)
    {
        Unwrap = value => Unwrap(value) is var plain && plain is string text ? text.Replace("${", "$${", StringComparison.Ordinal) : plain,
    };

    /// <summary>A value that is a text; <see langword="null"/> where it is none.</summary>
    public static string? TextOf(object? value) => Unwrap(value) as string;

    private static object? Unwrap(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } custom => ToDictionary(custom),
        PSObject wrapped => Unwrap(wrapped.BaseObject),
        SecureString secret => ToSecret(secret),
        PSCredential credential => ToSecret(credential.Password),
        SwitchParameter flag => flag.IsPresent,
        _ => value,
    };

    private static OrderedDictionary ToDictionary(PSObject custom)
    {
        var keys = new OrderedDictionary();
        foreach (var property in custom.Properties)
            keys.Add(property.Name, property.Value);
        return keys;
    }

    private static Secret ToSecret(SecureString secret) => new(new NetworkCredential(string.Empty, secret).Password);

    private static CommandException Contradict(string message) => new(ErrorKinds.ParametersContradict, message);
}
