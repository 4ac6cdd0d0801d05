using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>How well a text names somebody.</summary>
internal enum TextFit
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It is their name to show, or another value by which a directory finds them: others may share it.</summary>
    Name,

    /// <summary>It is their login name or mail address.</summary>
    Key,

    /// <summary>It is their id or DN.</summary>
    Id,
}

/// <summary>Tells whether a text names somebody. Case, and spaces at the ends, do not count.</summary>
internal static class PersonText
{
    /// <summary>How well a text names a person or account.</summary>
    public static TextFit FitOf(GroupMember member, string text)
    {
        if (Same(SourceIdentity.Unqualify(member.Id), text) || SameName(member.DistinguishedName, text))
            return TextFit.Id;
        if (Same(member.UserName, text) || Same(member.Email, text))
            return TextFit.Key;
        return Same(member.DisplayName, text) || Same($"{member.FirstName} {member.LastName}", text) ? TextFit.Name : TextFit.None;
    }

    /// <summary>Whether two texts are the same.</summary>
    public static bool Same(string? one, string? other) =>
        ComparableText.Of(one) is { } left
        && ComparableText.Of(other) is { } right
        && left.Equals(right, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether two texts are the same DN.</summary>
    public static bool SameName(string? one, string? other) =>
        DistinguishedName.TryParse(one, out var left)
        && DistinguishedName.TryParse(other, out var right)
        && !left.IsRoot
        && left.Equals(right);
}
