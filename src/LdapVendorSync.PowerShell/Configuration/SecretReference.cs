using System.Runtime.CompilerServices;
using System.Security;

namespace LdapVendorSync.PowerShell.Configuration;

/// <summary>
/// Remembers which secrets are no texts but the names of entries of a vault, to be looked up when they are needed. The parameter keeps the
/// type that everybody knows, and no text that happens to look like a name is taken for one.
/// </summary>
internal static class SecretReference
{
    /// <summary>What the name of an entry begins with.</summary>
    public const string Prefix = "secret:";

    private static readonly ConditionalWeakTable<SecureString, string> Names = [];

    /// <summary>Makes a parameter's value of a name.</summary>
    /// <param name="name"><c>Vault/Name</c>, or the name alone for the default vault.</param>
    public static SecureString Create(string name)
    {
        var reference = new SecureString();
        Names.Add(reference, name);
        return reference;
    }

    /// <summary>The name, or <see langword="null"/> where the secret is there itself.</summary>
    public static string? NameOf(SecureString secret) => Names.TryGetValue(secret, out var name) ? name : null;
}
