using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Configuration.Binding;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Tells whether two sources would make the same connection: a keyed hash over all settings, secrets included. The key is of this process
/// and never leaves it, so that the hash tells nothing of the secrets.
/// </summary>
internal static class ConnectionFingerprint
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The hash; <see langword="null"/> where the settings do not decide alone as whom one binds (Kerberos' tickets).</summary>
    /// <exception cref="SecretUnavailableException">A secret cannot be fetched.</exception>
    public static async Task<string?> OfAsync(LdapSourceSettings settings, CancellationToken cancellationToken)
    {
        if (settings.BindMethod is BindMethod.Gssapi or BindMethod.GssSpnego)
            return null;
        var text = new StringBuilder();
        await DescribeAsync(text, settings, cancellationToken).ConfigureAwait(false);
        return Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static async Task DescribeAsync(StringBuilder text, object? value, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case null:
                text.Append("-;");
                break;
            case Secret secret:
                Add(text, await secret.RevealAsync(cancellationToken).ConfigureAwait(false));
                break;
            case string given:
                Add(text, given);
                break;
            case IEnumerable list:
                text.Append('[');
                foreach (var item in list)
                    await DescribeAsync(text, item, cancellationToken).ConfigureAwait(false);
                text.Append(']');
                break;
            case DictionaryEntry entry:
                await DescribeAsync(text, entry.Key, cancellationToken).ConfigureAwait(false);
                await DescribeAsync(text, entry.Value, cancellationToken).ConfigureAwait(false);
                break;
            case var block when SettingsDescriptor.Describes(block.GetType()):
                await DescribeBlockAsync(text, block, cancellationToken).ConfigureAwait(false);
                break;
            default:
                Add(text, string.Format(CultureInfo.InvariantCulture, "{0}", value));
                break;
        }
    }

    private static async Task DescribeBlockAsync(StringBuilder text, object block, CancellationToken cancellationToken)
    {
        foreach (var setting in SettingsDescriptor.Of(block.GetType()).Settings)
        {
            var value = setting.Property.GetValue(block);
            await DescribeAsync(text, value, cancellationToken).ConfigureAwait(false);
            // A file with certificates may be replaced under its name.
            if (value is string path && Path.IsPathRooted(path) && File.Exists(path))
                Add(text, File.GetLastWriteTimeUtc(path).Ticks.ToString(CultureInfo.InvariantCulture));
        }
    }

    // The length keeps one value from looking like several.
    private static void Add(StringBuilder text, string value) => text.Append(CultureInfo.InvariantCulture, $"{value.Length}:{value};");
}
