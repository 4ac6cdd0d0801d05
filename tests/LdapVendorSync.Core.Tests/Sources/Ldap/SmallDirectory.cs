using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>A real server with twenty people and with groups and names of every awkward kind, shared by the tests of a class.</summary>
public sealed class SmallDirectory : IAsyncLifetime
{
    public const string OddDn = "cn=odd,ou=groups," + DirectorySeed.Suffix;
    public const string MixedDn = "cn=mixed,ou=groups," + DirectorySeed.Suffix;
    public const string StaleDn = "cn=stale,ou=groups," + DirectorySeed.Suffix;
    public const string UniqueDn = "cn=unique,ou=groups," + DirectorySeed.Suffix;
    public const string EmptyDn = "cn=empty,ou=groups," + DirectorySeed.Suffix;
    public const string PosixMixedDn = "cn=posixmixed,ou=groups," + DirectorySeed.Suffix;
    public const string DiamondDn = "cn=diamond,ou=groups," + DirectorySeed.Suffix;

    /// <summary>The user names of <see cref="OddDn"/>: people whose DNs need every escape there is.</summary>
    public static readonly string[] OddNames = ["odd-base64", "odd-comma", "odd-multi", "odd-quote", "odd-sharp", "odd-space"];

    // memberOf of u00007 names the group of StaleDn, whose own list does not have them; u00008 is in the list without memberOf.
    private const string Extra = """
        dn: ou=services,dc=example,dc=test
        objectClass: organizationalUnit
        ou: services

        dn: cn=Odd\2C Comma,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: odd-comma
        cn: Odd, Comma
        sn: Odd

        dn: cn=Odd \22Quote\22 \2B \3Cplus\3E\3B\5C,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: odd-quote
        cn: Odd "Quote" + <plus>;\
        sn: Odd

        dn: cn=\23sharp\3Dequals,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: odd-sharp
        cn: #sharp=equals
        sn: Odd

        dn: cn=Odd (all) * spaces\20,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: odd-space
        cn:: T2RkIChhbGwpICogc3BhY2VzIA==
        sn: Odd

        dn:: Y249xYF1a2FzeiDnjosgWm/DqyxvdT1wZW9wbGUsZGM9ZXhhbXBsZSxkYz10ZXN0
        objectClass: inetOrgPerson
        uid: odd-base64
        cn:: xYF1a2FzeiDnjosgWm/Dqw==
        sn: Odd

        dn: cn=Multi+uid=odd-multi,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: odd-multi
        uid: another
        cn: Multi
        sn: Odd

        dn: cn=odd,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: odd
        member: cn=odd\, comma,ou=people,dc=example,dc=test
        member: cn=Odd \22Quote\22 \2B \3Cplus\3E\3B\5C,ou=people,dc=example,dc=test
        member: cn=\23sharp\3Dequals,ou=people,dc=example,dc=test
        member: cn=Odd (all) * spaces\20,ou=people,dc=example,dc=test
        member:: Y249xYF1a2FzeiDnjosgWm/DqyxvdT1wZW9wbGUsZGM9ZXhhbXBsZSxkYz10ZXN0
        member: uid=odd-multi+cn=Multi,ou=people,dc=example,dc=test

        dn: cn=svc,ou=services,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: svc
        cn: svc
        sn: Service

        dn: cn=printer,ou=people,dc=example,dc=test
        objectClass: device
        cn: printer

        dn: cn=mixed,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: mixed
        member: uid=u00001,ou=people,dc=example,dc=test
        member: uid=u00002,ou=people,dc=example,dc=test
        member: uid=gone,ou=people,dc=example,dc=test
        member: uid=gone,ou=nowhere,dc=elsewhere
        member: cn=printer,ou=people,dc=example,dc=test
        member: cn=svc,ou=services,dc=example,dc=test
        member: cn=team0,ou=groups,dc=example,dc=test

        dn: cn=stale,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: stale
        member: uid=u00006,ou=people,dc=example,dc=test
        member: uid=u00008,ou=people,dc=example,dc=test

        dn: uid=formerly,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: formerly
        cn: Formerly
        sn: Stale
        memberOf: cn=stale,ou=groups,dc=example,dc=test

        dn: cn=unique,ou=groups,dc=example,dc=test
        objectClass: groupOfUniqueNames
        cn: unique
        uniqueMember: uid=u00003,ou=people,dc=example,dc=test
        uniqueMember: uid=u00004,ou=people,dc=example,dc=test#'0101'B

        dn: cn=empty,ou=groups,dc=example,dc=test
        objectClass: posixGroup
        cn: empty
        gidNumber: 5001

        dn: uid=u00000,ou=services,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: u00000
        cn: Second of the name
        sn: Twin

        dn: cn=posixmixed,ou=groups,dc=example,dc=test
        objectClass: posixGroup
        cn: posixmixed
        gidNumber: 5002
        memberUid: u00000
        memberUid: u00001
        memberUid: svc
        memberUid: nobody

        dn: cn=diamond,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: diamond
        member: cn=nested,ou=groups,dc=example,dc=test
        member: cn=team1,ou=groups,dc=example,dc=test
        member: uid=u00005,ou=people,dc=example,dc=test

        dn: cn=twin,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: twin
        member: uid=u00001,ou=people,dc=example,dc=test

        dn: cn=twin,ou=services,dc=example,dc=test
        objectClass: groupOfNames
        cn: twin
        member: uid=u00002,ou=people,dc=example,dc=test

        dn: uid=locked,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: locked
        cn: Locked
        sn: Out
        pwdAccountLockedTime: 000001010000Z
        jpegPhoto:: /9j/4A==

        dn: cn=locked,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: locked
        member: uid=locked,ou=people,dc=example,dc=test


        """;

    private SlapdServer? _server;

    internal SlapdServer Server
    {
        get
        {
            Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
            return _server!;
        }
    }

    public async Task InitializeAsync()
    {
        if (SlapdServer.MissingReason is null)
            _server = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { ExtraLdif = Extra } });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
