using System.Globalization;

namespace LdapVendorSync.Fixtures.Samba;

/// <summary>What a test's Active Directory domain holds; written by <c>samba-seed.py</c>. Every account has the address
/// <c>account@ad.test</c> and the same user principal name, unless said otherwise.</summary>
/// <remarks>
/// <para>People: <c>CN=User 00000,OU=Staff</c> (<c>sAMAccountName</c> u00000) and on, with givenName, sn, employeeID, department and
/// manager (the first). Numbers 49, 99 and so on are disabled. The first five have the password <see cref="Password"/>.</para>
/// <para>Accounts of one state each, by <c>sAMAccountName</c>, all with that password: disabled (data 533), expired (701), expires-later
/// (can log on), locked (775), must-change (773), pwd-expired (532). Wrong passwords may be tried on wrong1, wrong2 and wrong3; the third
/// locks an account for good.</para>
/// <para>Names and addresses: comma (<c>CN=Comma\, Person (x) *</c>), space (<c>CN=Trailing Space\ </c>), unicode
/// (<c>CN=Zoë 王 Łukasz</c>), proxy (no mail, but proxyAddresses whose primary one is primary@ad.test), no-mail (neither mail nor
/// userPrincipalName), hidden (in <c>OU=Hidden</c>, which <see cref="ReaderUpn"/> may not read).</para>
/// <para>Every person is a member of Domain Users by primaryGroupID, not by its member list.</para>
/// </remarks>
public static class SambaSeed
{
    public const string Realm = "AD.TEST";
    public const string Domain = "AD";
    public const string HostName = "dc1.ad.test";
    public const string BaseDn = "DC=ad,DC=test";
    public const string StaffDn = "OU=Staff," + BaseDn;
    public const string GroupsDn = "OU=Groups," + BaseDn;

    public const string AdministratorUpn = "Administrator@ad.test";
    public const string AdministratorPassword = "Passw0rd.Admin1";

    /// <summary>A least-privileged account that reads the directory, with <see cref="Password"/>.</summary>
    public const string ReaderUpn = "svc-sync@ad.test";

    /// <summary>The reader's Kerberos principal.</summary>
    public const string ReaderPrincipal = "svc-sync@AD.TEST";

    /// <summary>The password of all accounts that have one.</summary>
    public const string Password = "Passw0rd.User1";

    /// <summary>Everybody of <c>u00000</c> and on.</summary>
    public const string BigDn = "CN=Big," + GroupsDn;

    /// <summary>u00000 to u00004.</summary>
    public const string TeamDn = "CN=Team," + GroupsDn;

    /// <summary>u00000 to u00019, and u00049, who is disabled.</summary>
    public const string LeafDn = "CN=Leaf," + GroupsDn;

    /// <summary><see cref="LeafDn"/> and u00030.</summary>
    public const string MiddleDn = "CN=Middle," + GroupsDn;

    /// <summary><see cref="MiddleDn"/> and u00031: 23 people with those of the groups below.</summary>
    public const string TopDn = "CN=Top," + GroupsDn;

    /// <summary>u00001 and <see cref="CycleBDn"/>.</summary>
    public const string CycleADn = "CN=CycleA," + GroupsDn;

    /// <summary>u00002 and <see cref="CycleADn"/>.</summary>
    public const string CycleBDn = "CN=CycleB," + GroupsDn;

    public const string EmptyDn = "CN=Empty," + GroupsDn;

    /// <summary>A distribution group with u00000 to u00002.</summary>
    public const string MailingDn = "CN=Mailing," + GroupsDn;

    /// <summary>disabled, expired, expires-later, locked, must-change, pwd-expired, comma, space, unicode, proxy and no-mail.</summary>
    public const string SpecialDn = "CN=Special," + GroupsDn;

    /// <summary>u00003, <see cref="ContactDn"/>, <see cref="ComputerDn"/>, <see cref="ForeignDn"/> and <see cref="TeamDn"/>.</summary>
    public const string MixedDn = "CN=Mixed," + GroupsDn;

    /// <summary>u00004, and hidden, whom the reader cannot see.</summary>
    public const string PartlyDn = "CN=Partly," + GroupsDn;

    /// <summary>u00000 and u00001; its name needs escapes in a DN.</summary>
    public const string EscapedDn = "CN=Ops\\, Night \\+ Day," + GroupsDn;

    /// <summary>u00040 by its member list, u00041 by primaryGroupID alone.</summary>
    public const string PrimaryDn = "CN=Primary," + GroupsDn;

    /// <summary>A contact with the address contact@elsewhere.test.</summary>
    public const string ContactDn = "CN=Contact Person," + StaffDn;

    public const string ComputerDn = "CN=PC1,CN=Computers," + BaseDn;

    /// <summary>The stand-in for somebody of another forest.</summary>
    public const string ForeignDn = "CN=S-1-5-21-1111111111-2222222222-3333333333-1104,CN=ForeignSecurityPrincipals," + BaseDn;

    /// <summary>The DN of a person.</summary>
    public static string PersonDn(int number) => string.Create(CultureInfo.InvariantCulture, $"CN=User {number:d5},{StaffDn}");

    /// <summary>The <c>sAMAccountName</c> of a person.</summary>
    public static string Account(int number) => string.Create(CultureInfo.InvariantCulture, $"u{number:d5}");
}
