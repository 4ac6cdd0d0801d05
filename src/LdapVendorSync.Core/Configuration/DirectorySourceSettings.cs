namespace LdapVendorSync.Core.Configuration;

/// <summary>What every source with LDAP's data model has.</summary>
public abstract record DirectorySourceSettings : SourceSettings
{
    /// <summary>Where people are searched.</summary>
    [Setting("The DN below which people are searched; the directory's own root where left out.")]
    public string? UserBaseDn { get; init; }

    /// <summary>Where groups are searched.</summary>
    [Setting("The DN below which groups are searched by name; user_base_dn's tree, then the root, where left out.")]
    public string? GroupBaseDn { get; init; }

    /// <summary>Who counts as a person (RFC 4515); people left out are not members.</summary>
    [Setting("The filter that says who counts as a person; people it leaves out are not members.")]
    public string UserFilter { get; init; } = "(objectClass=person)";

    /// <summary>Further attributes to fetch.</summary>
    [Setting("Further attributes to fetch for each person.")]
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Short name to DN of groups.</summary>
    [Setting("Short names for groups: name: DN. A mapping may use either.")]
    public IReadOnlyDictionary<string, string> GroupDnMap { get; init; } = new Dictionary<string, string>();

    /// <summary>Which attributes hold the fields of a person.</summary>
    [Setting("Which attributes hold the fields of a person; the first that is there counts.")]
    public FieldSettings Fields { get; init; } = new();

    /// <summary>The attributes of a group that list its members.</summary>
    [Setting("The attributes of a group that list its members; every one that is there counts.")]
    public IReadOnlyList<string> MemberAttributes { get; init; } = ["member", "uniqueMember", "memberUid"];

    /// <summary>Whether members of nested groups count.</summary>
    [Setting("Whether members of nested groups count.")]
    public bool Recurse { get; init; }

    /// <summary>What a reference to an entry that cannot be found means.</summary>
    [Setting("What a reference to an entry that cannot be found means.")]
    public DanglingMembers DanglingMembers { get; init; } = DanglingMembers.Hold;

    /// <summary>How long a dangling reference holds.</summary>
    [Setting("How long a dangling reference holds: complete runs, time, or both, whichever is over first.")]
    public DanglingGrace DanglingGrace { get; init; } = DanglingGrace.Default;
}
