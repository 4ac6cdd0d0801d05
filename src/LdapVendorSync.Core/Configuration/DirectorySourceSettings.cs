namespace LdapVendorSync.Core.Configuration;

/// <summary>What every source with LDAP's data model has.</summary>
public abstract record DirectorySourceSettings : SourceSettings
{
    /// <summary>Which kind of directory it is.</summary>
    [Setting("Which kind of directory it is; decides what other settings leave out.")]
    public DirectoryDialect Dialect { get; init; } = DirectoryDialect.Auto;

    /// <summary>Where people are searched.</summary>
    [Setting("The DN below which people are searched; the directory's own root where left out.")]
    public string? UserBaseDn { get; init; }

    /// <summary>Where groups are searched.</summary>
    [Setting("The DN below which groups are searched by name; user_base_dn's tree, then the root, where left out.")]
    public string? GroupBaseDn { get; init; }

    /// <summary>Who counts as a person (RFC 4515); people left out are not members. The dialect's where left out.</summary>
    [Setting("The filter that says who counts as a person; people it leaves out are not members. The dialect's where left out.")]
    public string? UserFilter { get; init; }

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
    [Setting("The attributes of a group that list its members; every one that is there counts. The dialect's where left out.")]
    public IReadOnlyList<string>? MemberAttributes { get; init; }

    /// <summary>Whether members of nested groups count.</summary>
    [Setting("Whether members of nested groups count.")]
    public bool Recurse { get; init; }

    /// <summary>What an account counts as that is locked after too many wrong passwords.</summary>
    [Setting(
        "What an account counts as that is locked for a while after too many wrong passwords: enabled, since anybody can bring that "
        + "about who knows the user name, or disabled.")]
    public LockedAccounts LockedAccounts { get; init; } = LockedAccounts.Enabled;

    /// <summary>How long a lock after wrong passwords lasts; <see langword="null"/> where only the directory can tell.</summary>
    [Setting(
        "How long a lock after wrong passwords lasts, as in the password policy of the directory, such as 15m; a long time, such as 3650d, where "
        + "only an administrator ends it. OpenLDAP keeps pwdAccountLockedTime after the lock has ended, so that without this nobody counts as "
        + "disabled on its account, whatever locked_accounts says. Other directories tell themselves when a lock ends.")]
    public TimeSpan? LockoutDuration { get; init; }

    /// <summary>The login shells that disable an account.</summary>
    [Setting("The login shells that mean a disabled account, such as /sbin/nologin; none, as many people without a shell use applications.")]
    public IReadOnlyList<string> DisabledLoginShells { get; init; } = [];

    /// <summary>Whether <c>shadowExpire</c> (RFC 2307) counts as the expiry of an account.</summary>
    [Setting("Whether shadowExpire, in days since 1970, counts as the expiry of an account.")]
    public bool ShadowExpire { get; init; }

    /// <summary>What a reference to an entry that cannot be found means.</summary>
    [Setting("What a reference to an entry that cannot be found means.")]
    public DanglingMembers DanglingMembers { get; init; } = DanglingMembers.Hold;

    /// <summary>How long a dangling reference holds.</summary>
    [Setting("How long a dangling reference holds: complete runs, time, or both, whichever is over first.")]
    public Grace DanglingGrace { get; init; } = Grace.Default;
}
