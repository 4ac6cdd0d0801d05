namespace LdapVendorSync.Core.Tests.Sources.Ldif;

/// <summary>
/// A file with a few people, and with groups and names of every awkward kind; it has what no server would take, such as a cycle beside a
/// list exported in part.
/// </summary>
internal static class SmallLdif
{
    private const string Content = """
        version: 1

        dn: dc=example,dc=test
        objectClass: domain
        dc: example

        dn: uid=ada,ou=people,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: ada
        cn: Ada Lovelace
        cn;lang-de: Ada von Lovelace
        sn: Lovelace
        givenName: Ada
        mail: ada@example.test
        mail: lovelace@example.test
        entryUUID: 11111111-0000-0000-0000-000000000001
        title: Countess
        jpegPhoto:: /9j/4A==

        dn: UID=Zoe,OU=People,DC=Example,DC=Test
        objectClass: inetOrgPerson
        uid: zoe
        cn: Zoë Müller
        sn: Müller
        nsAccountLock: true

        dn:: Y249Sm9zw6lcLCBKcixvdT1wZW9wbGUsZGM9ZXhhbXBsZSxkYz10ZXN0
        objectClass: inetOrgPerson
        uid: old-name
        uid: jose
        cn: José, Jr
        sn: Jr

        dn: cn=svc,ou=services,dc=example,dc=test
        objectClass: inetOrgPerson
        uid: svc
        cn: svc
        sn: Service

        dn: cn=printer,ou=people,dc=example,dc=test
        objectClass: device
        cn: printer

        dn: cn=Ops\, Night \+ Day,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: Ops, Night + Day
        description: On call
        entryUUID: 22222222-0000-0000-0000-000000000001
        member: UID=ADA, OU=people, DC=example, DC=test
        member: uid=zoe,ou=people,dc=example,dc=test
        member: cn=Jos\C3\A9\2C Jr,ou=people,dc=example,dc=test
        member: uid=ada,ou=people,dc=example,dc=test

        dn: cn=unique,ou=groups,dc=example,dc=test
        objectClass: groupOfUniqueNames
        cn: unique
        uniqueMember: uid=ada,ou=people,dc=example,dc=test#'0101'B

        dn: cn=posix,ou=groups,dc=example,dc=test
        objectClass: posixGroup
        cn: posix
        gidNumber: 100
        memberUid: ada
        memberUid: Zoe
        memberUid: gone

        dn: cn=outer,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: outer
        member: cn=inner,ou=groups,dc=example,dc=test
        member: cn=unique,ou=groups,dc=example,dc=test
        member: uid=ada,ou=people,dc=example,dc=test

        dn: cn=inner,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: inner
        member: cn=outer,ou=groups,dc=example,dc=test
        member: cn=inner,ou=groups,dc=example,dc=test
        member: cn=unique,ou=groups,dc=example,dc=test
        member: uid=zoe,ou=people,dc=example,dc=test

        dn: cn=mixed,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: mixed
        member: uid=ada,ou=people,dc=example,dc=test
        member: uid=gone,ou=people,dc=example,dc=test
        member: cn=printer,ou=people,dc=example,dc=test

        dn: cn=empty,ou=groups,dc=example,dc=test
        objectClass: groupOfMembers
        cn: empty

        dn: cn=twin,ou=groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: twin
        member: uid=ada,ou=people,dc=example,dc=test

        dn: cn=twin,ou=old groups,dc=example,dc=test
        objectClass: groupOfNames
        cn: twin
        member: uid=zoe,ou=people,dc=example,dc=test

        dn: cn=half,ou=groups,dc=example,dc=test
        objectClass: group
        cn: half
        sAMAccountName: HALF
        member;range=0-1: uid=ada,ou=people,dc=example,dc=test
        member;range=0-1: uid=zoe,ou=people,dc=example,dc=test

        dn: cn=dynamic,ou=groups,dc=example,dc=test
        objectClass: groupOfURLs
        cn: dynamic
        memberURL: ldap:///ou=people,dc=example,dc=test??sub?(uid=a*)
        """;

    /// <summary>Writes the file.</summary>
    public static LdifFile Create() => new(Content);
}
