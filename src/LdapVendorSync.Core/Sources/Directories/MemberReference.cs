using System.Text.RegularExpressions;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>One value of a group's member list: what it refers to, in the form in which two values that mean the same are equal.</summary>
internal sealed partial record MemberReference
{
    private const string MemberUid = "memberUid";

    private MemberReference(string text, string key, DistinguishedName? dn, string? userId)
    {
        Text = text;
        Key = key;
        Dn = dn;
        UserId = userId;
    }

    /// <summary>The value as the group spells it.</summary>
    public string Text { get; }

    /// <summary>Equal for values that refer to the same entry.</summary>
    public string Key { get; }

    /// <summary>The entry's DN, for lists of DNs; <see langword="null"/> too for a value that is none.</summary>
    public DistinguishedName? Dn { get; }

    /// <summary>The person's <c>uid</c>, for a posixGroup's <c>memberUid</c> (RFC 2307).</summary>
    public string? UserId { get; }

    /// <summary>A reference to an entry that a search found.</summary>
    public static MemberReference To(DistinguishedName dn) => new(dn.ToString(), dn.Normalized, dn, null);

    /// <summary>Reads a value of a member attribute.</summary>
    public static MemberReference Parse(string attribute, ReadOnlyMemory<byte> value)
    {
        var text = DirectoryEntry.ToText(value);
        if (text is null)
            return new MemberReference(Convert.ToBase64String(value.Span), $"?{Convert.ToBase64String(value.Span)}", null, null);
        if (attribute.Equals(MemberUid, StringComparison.OrdinalIgnoreCase))
            return new MemberReference(text, $"uid:{text.Trim().ToUpperInvariant()}", null, text.Trim());
        return DistinguishedName.TryParse(WithoutUniqueIdentifier(attribute, text), out var dn) && !dn.IsRoot
            ? new MemberReference(text, dn.Normalized, dn, null)
            : new MemberReference(text, $"?{text}", null, null);
    }

    public bool Equals(MemberReference? other) => other is not null && Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    // A uniqueMember may carry a bit string behind the DN (Name and Optional UID, RFC 4517 section 3.3.21).
    private static string WithoutUniqueIdentifier(string attribute, string text) =>
        attribute.Equals("uniqueMember", StringComparison.OrdinalIgnoreCase) ? UniqueIdentifier().Replace(text, string.Empty) : text;

    [GeneratedRegex("#'[01]*'B$", RegexOptions.CultureInvariant)]
    private static partial Regex UniqueIdentifier();
}
