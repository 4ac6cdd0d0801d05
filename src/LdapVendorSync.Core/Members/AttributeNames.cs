using System.Collections.Frozen;

namespace LdapVendorSync.Core.Members;

/// <summary>
/// The canonical attribute names, as config, messages and <see cref="GroupMember"/> use them, and
/// the names of other dialects that mean the same.
/// </summary>
public static class AttributeNames
{
    /// <summary>The stable id.</summary>
    public const string Id = "id";

    /// <summary>The login name.</summary>
    public const string UserName = "userName";

    /// <summary>The primary mail address.</summary>
    public const string Email = "email";

    /// <summary>The given name.</summary>
    public const string FirstName = "firstName";

    /// <summary>The family name.</summary>
    public const string LastName = "lastName";

    /// <summary>The name to show.</summary>
    public const string DisplayName = "displayName";

    /// <summary>Whether the account may be used.</summary>
    public const string Enabled = "enabled";

    /// <summary>The DN of the person's entry.</summary>
    public const string DistinguishedName = "dn";

    private static readonly FrozenDictionary<string, string> CanonicalNames =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [Id] = Id,
            [UserName] = UserName,
            ["user_name"] = UserName,
            ["login"] = UserName,
            [Email] = Email,
            ["mail"] = Email,
            [FirstName] = FirstName,
            ["first_name"] = FirstName,
            ["givenName"] = FirstName,
            [LastName] = LastName,
            ["last_name"] = LastName,
            ["sn"] = LastName,
            ["familyName"] = LastName,
            [DisplayName] = DisplayName,
            ["display_name"] = DisplayName,
            [Enabled] = Enabled,
            ["active"] = Enabled,
            [DistinguishedName] = DistinguishedName,
            ["distinguishedName"] = DistinguishedName,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The attributes that are compared and updated unless the config maps others.</summary>
    public static IReadOnlyList<string> Profile { get; } = [UserName, Email, FirstName, LastName];

    /// <summary>Whether a name is a canonical one, or means the same as one.</summary>
    public static bool IsCanonical(string name) => CanonicalNames.ContainsKey(name);

    /// <summary>The canonical spelling of a name, or the name itself where it is none of the canonical ones.</summary>
    public static string Canonical(string name) => CanonicalNames.GetValueOrDefault(name, name);
}
