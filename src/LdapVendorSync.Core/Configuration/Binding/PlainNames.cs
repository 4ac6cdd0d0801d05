using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>
/// The environment variables with plain names (<c>LDAP_BIND_PASSWORD</c>) that fill secrets that the configuration leaves out.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="secrets">Makes the secrets.</param>
/// <param name="soleSources">The names of the sources of whose type there is no other.</param>
internal sealed class PlainNames(IReadOnlyDictionary<string, string> environment, SecretReader secrets, IReadOnlySet<string> soleSources)
{
    /// <summary>The secret for a setting of a source or vendor, or <see langword="null"/>.</summary>
    public Secret? Find(SettingDescriptor setting, string owner)
    {
        var found = setting.Attribute.EnvironmentVariable is { } template ? Find(NameFor(template, owner)) : null;
        return found is null && soleSources.Contains(owner) && setting.Attribute.SoleEnvironmentVariable is { } variable
            ? Find(variable)
            : found;
    }

    /// <summary>The secret in a variable, or <see langword="null"/> where it is not set or empty.</summary>
    public Secret? Find(string variable) => environment.TryGetValue(variable, out var text) && text.Length > 0 ? secrets.Known(text) : null;

    /// <summary>The variable for an owner: <c>{name}_TOKEN</c> of <c>My App</c> is <c>MY_APP_TOKEN</c>.</summary>
    public static string NameFor(string template, string owner) => template.Replace("{name}", Normalize(owner), StringComparison.Ordinal);

    /// <summary>A name as environment variables write it.</summary>
    public static string Normalize(string name) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
}
