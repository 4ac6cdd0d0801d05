using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Directories.Accounts;

namespace LdapVendorSync.Core.Sources.Directories.Dialects;

/// <summary>The dialects. Whoever changes the id of one breaks the links of everybody who syncs from such a directory.</summary>
internal static class KnownDialects
{
    // Password policy as OpenLDAP's overlay and others keep it, beside what administrators add of other directories' attributes.
    private static readonly AccountRule[] PolicyRules =
    [
        AccountRules.AccountLock, AccountRules.LockedTime, AccountRules.TemporaryLockEnd, AccountRules.StartTime, AccountRules.EndTime,
        AccountRules.UserAccountControl, AccountRules.UserAccountDisabled,
    ];

    /// <summary>Active Directory, AD LDS and Samba.</summary>
    /// <remarks>Computers and managed service accounts are users by their class, contacts are people by theirs (MS-ADSC).</remarks>
    public static Dialect ActiveDirectory { get; } = new()
    {
        Kind = DirectoryDialect.ActiveDirectory,
        Name = "Active Directory",
        Fields = new PersonFields
        {
            Id = ["objectGUID"],
            UserName = ["sAMAccountName", "uid"],
            Email = ["mail", MailAddresses.ProxyAddresses],
        },
        UserFilter = "(&(objectClass=user)(!(objectClass=computer)))",
        GroupClasses = ["group", "groupOfNames", "groupOfUniqueNames"],
        MemberAttributes = ["member", "uniqueMember"],
        NameAttributes = ["distinguishedName"],
        KeepsMemberOf = true,
        AccountRules =
        [
            AccountRules.UserAccountControl, AccountRules.ComputedControl, AccountRules.AccountExpires, AccountRules.UserAccountDisabled,
            AccountRules.AutoLocked,
        ],
    };

    /// <summary>OpenLDAP.</summary>
    public static Dialect OpenLdap { get; } = new()
    {
        Kind = DirectoryDialect.OpenLdap,
        Name = "OpenLDAP",
        Fields = new PersonFields { Id = ["entryUUID"], UserName = ["uid"], Email = ["mail"] },
        GroupClasses = ["groupOfNames", "groupOfUniqueNames", "groupOfMembers", "groupOfEntries", "groupOfURLs", "posixGroup"],
        MemberAttributes = ["member", "uniqueMember", "memberUid"],
        RequiredMembers = [("groupOfNames", "member"), ("groupOfUniqueNames", "uniqueMember")],
        NameAttributes = ["entryDN"],
        AccountRules = PolicyRules,
    };

    /// <summary>389 Directory Server and Red Hat Directory Server.</summary>
    /// <remarks>
    /// Newer ones keep an <c>entryUUID</c> too, but older entries get one only when an administrator runs a task: as the id it would change
    /// that day.
    /// </remarks>
    public static Dialect DirectoryServer389 { get; } = new()
    {
        Kind = DirectoryDialect.DirectoryServer389,
        Name = "389 Directory Server",
        Fields = new PersonFields { Id = ["nsUniqueId", "entryUUID"], UserName = ["uid"], Email = ["mail"] },
        GroupClasses = ["groupOfNames", "groupOfUniqueNames", "groupOfURLs", "posixGroup"],
        MemberAttributes = ["member", "uniqueMember", "memberUid"],
        NameAttributes = ["entryDN"],
        AccountRules = [.. PolicyRules, AccountRules.UnlockTime],
    };

    /// <summary>FreeIPA and Red Hat Identity Management.</summary>
    /// <remarks>
    /// Groups are not searched by <c>posixGroup</c>: the tree <c>cn=compat</c> shows each a second time, under that class alone.
    /// </remarks>
    public static Dialect FreeIpa { get; } = new()
    {
        Kind = DirectoryDialect.FreeIpa,
        Name = "FreeIPA",
        Fields = new PersonFields { Id = ["ipaUniqueID", "nsUniqueId", "entryUUID"], UserName = ["uid"], Email = ["mail"] },
        GroupClasses = ["ipaUserGroup", "groupOfNames", "groupOfUniqueNames"],
        MemberAttributes = ["member", "uniqueMember"],
        NameAttributes = ["entryDN"],
        KeepsMemberOf = true,
        AccountRules = [.. PolicyRules, AccountRules.UnlockTime, AccountRules.KerberosExpiration],
    };

    /// <summary>A directory of which nothing is known: whatever is usual anywhere counts.</summary>
    public static Dialect Generic { get; } = new()
    {
        Kind = DirectoryDialect.Generic,
        Name = "a directory of no known kind",
        Fields = new PersonFields
        {
            Id = ["entryUUID", "objectGUID", "nsUniqueId", "ipaUniqueID"],
            UserName = ["sAMAccountName", "uid"],
            Email = ["mail", MailAddresses.ProxyAddresses],
        },
        GroupClasses = [.. EntryClasses.GroupClasses.Order(StringComparer.Ordinal)],
        MemberAttributes = ["member", "uniqueMember", "memberUid"],
        NameAttributes = ["entryDN", "distinguishedName"],
        AccountRules = AccountRules.All,
    };

    private static readonly Dialect[] All = [ActiveDirectory, OpenLdap, DirectoryServer389, FreeIpa, Generic];

    /// <summary>The dialect that the settings ask for, or <see langword="null"/> where the directory is to say.</summary>
    public static Dialect? Of(DirectoryDialect kind) => Array.Find(All, dialect => dialect.Kind == kind);
}
