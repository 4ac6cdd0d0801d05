using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.PowerShell.Scripting;

/// <summary>What a script is told of its vendor. Secrets are SecureStrings.</summary>
internal static class ScriptSettings
{
    /// <summary>The vendor's own block.</summary>
    /// <exception cref="SecretUnavailableException">A secret cannot be fetched.</exception>
    public static async Task<Hashtable> CreateAsync(VendorSettings vendor, CancellationToken cancellationToken)
    {
        var settings = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in vendor.ProviderSettings as IReadOnlyDictionary<string, object> ?? new Dictionary<string, object>())
            settings[key] = value is Secret secret ? await ConcealAsync(secret, cancellationToken).ConfigureAwait(false) : FromJson(value as JsonNode);
        return settings;
    }

    /// <summary>What every vendor has.</summary>
    /// <exception cref="SecretUnavailableException">A secret cannot be fetched.</exception>
    public static async Task<PSObject> DescribeAsync(VendorContext context, CancellationToken cancellationToken)
    {
        var vendor = context.Settings;
        var password = vendor.Auth?.Password is { } secret ? await ConcealAsync(secret, cancellationToken).ConfigureAwait(false) : null;
        var token = (vendor.Auth?.Token ?? vendor.Auth?.Value ?? vendor.Auth?.ClientSecret) is { } given
            ? await ConcealAsync(given, cancellationToken).ConfigureAwait(false)
            : null;
        return ScriptObjects.Object(
            ("Name", vendor.Name),
            ("BaseUrl", vendor.BaseUrl?.OriginalString),
            ("Credential", vendor.Auth?.Username is { Length: > 0 } user && password is not null ? new PSCredential(user, password) : null),
            ("Token", token),
            ("ClientId", vendor.Auth?.ClientId),
            ("VerifySsl", vendor.VerifySsl),
            ("TimeoutSeconds", vendor.TimeoutSeconds),
            ("ConfigDirectory", context.BaseDirectory));
    }

    private static async Task<SecureString> ConcealAsync(Secret secret, CancellationToken cancellationToken)
    {
        var concealed = new SecureString();
        foreach (var character in await secret.RevealAsync(cancellationToken).ConfigureAwait(false))
            concealed.AppendChar(character);
        concealed.MakeReadOnly();
        return concealed;
    }

    private static object? FromJson(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonArray list:
                return list.Select(FromJson).ToArray();
            case JsonObject block:
                var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
                foreach (var (key, value) in block)
                    table[key] = FromJson(value);
                return table;
            default:
                return FromScalar(node);
        }
    }

    private static object? FromScalar(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when node.AsValue().TryGetValue<long>(out var whole) => whole == (int)whole ? (object)(int)whole : whole,
        JsonValueKind.Number => node.GetValue<double>(),
        _ => node.GetValue<string>(),
    };
}
