namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Whose deviations from RFC 7643 and RFC 7644 are known; see <see cref="ScimProfile"/> for what each of them changes.</summary>
public enum ScimQuirks
{
    /// <summary>None: the server does what the standard says, and what it says of itself.</summary>
    Generic,

    /// <summary>Slack.</summary>
    Slack,

    /// <summary>AWS IAM Identity Center.</summary>
    Aws,

    /// <summary>GitHub Enterprise (managed users, and Enterprise Server).</summary>
    Github,
}

/// <summary>Where the members of a group are read from.</summary>
public enum ScimMembersFrom
{
    /// <summary>The <c>members</c> of the Group resource.</summary>
    Group,

    /// <summary>The Users whose <c>groups.value</c> is the group, for servers that do not return <c>members</c>.</summary>
    Users,
}

/// <summary>How a PATCH says which member to take out.</summary>
public enum ScimMemberRemoval
{
    /// <summary>By a path that selects one member: <c>members[value eq "id"]</c> (RFC 7644 section 3.5.2.2).</summary>
    Filter,

    /// <summary>
    /// By <c>path: members</c> and the members as the value, which is no standard: a server that does not know it takes out everybody.
    /// </summary>
    Value,
}
