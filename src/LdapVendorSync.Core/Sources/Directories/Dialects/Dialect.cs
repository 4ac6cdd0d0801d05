using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories.Accounts;

namespace LdapVendorSync.Core.Sources.Directories.Dialects;

/// <summary>What one kind of directory calls things, and what it is known to do. The settings win over all of it.</summary>
internal sealed record Dialect
{
    /// <summary>The dialect, as the settings name it.</summary>
    public required DirectoryDialect Kind { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Which attributes hold the fields of a person.</summary>
    public required PersonFields Fields { get; init; }

    /// <summary>Who counts as a person (RFC 4515).</summary>
    public string UserFilter { get; init; } = "(objectClass=person)";

    /// <summary>The object classes by which groups are searched.</summary>
    public required IReadOnlyList<string> GroupClasses { get; init; }

    /// <summary>The attributes of a group that list its members.</summary>
    public required IReadOnlyList<string> MemberAttributes { get; init; }

    /// <summary>
    /// The object classes of groups that have at least one member, each with the attribute that lists it. Only where the directory's schema
    /// is known to say so (RFC 4519 sections 3.5 and 3.6): many have made the list optional.
    /// </summary>
    public IReadOnlyList<(string ObjectClass, string Attribute)> RequiredMembers { get; init; } = [];

    /// <summary>The attributes by which entries may be found by their DN, the likeliest first.</summary>
    public required IReadOnlyList<string> NameAttributes { get; init; }

    /// <summary>Whether the server itself keeps <c>memberOf</c> for every group, so that it need not be tried out.</summary>
    public bool KeepsMemberOf { get; init; }

    /// <summary>How the state of an account is kept.</summary>
    public required IReadOnlyList<AccountRule> AccountRules { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
