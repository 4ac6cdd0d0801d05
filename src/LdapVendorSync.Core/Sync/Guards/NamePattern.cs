using System.IO.Enumeration;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A name in a list of the settings, in which <c>*</c> stands for any text; case does not count.</summary>
internal static class NamePattern
{
    /// <summary>Whether one of some patterns fits one of some names.</summary>
    public static bool FitsAny(IReadOnlyList<string> patterns, params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (name is not null && patterns.Any(pattern => Fits(pattern, name)))
                return true;
        }

        return false;
    }

    // Only the star has a meaning: a question mark may be part of a name.
    private static bool Fits(string pattern, string name) => pattern.Contains('*', StringComparison.Ordinal)
        ? FileSystemName.MatchesSimpleExpression(Escape(pattern), name)
        : pattern.Equals(name, StringComparison.OrdinalIgnoreCase) || IsSameEntry(pattern, name);

    // A DN may be written in several ways.
    private static bool IsSameEntry(string pattern, string name) =>
        pattern.Contains('=', StringComparison.Ordinal)
        && name.Contains('=', StringComparison.Ordinal)
        && DistinguishedName.TryParse(pattern, out var one)
        && DistinguishedName.TryParse(name, out var other)
        && one.Equals(other);

    private static string Escape(string pattern) =>
        pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);
}
