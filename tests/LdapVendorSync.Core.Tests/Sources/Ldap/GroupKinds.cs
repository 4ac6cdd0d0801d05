using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>A real server with groups of RFC 2307bis, and with a group and a person that the reader may not see.</summary>
public sealed class GroupKinds : IAsyncLifetime
{
    public const string PartlyDn = $"cn=partly,{Groups}";
    public const string ParentDn = $"cn=parent,{Groups}";
    public const string GrandparentDn = $"cn=grandparent,{Groups}";
    public const string HiddenDn = $"cn=hidden,{Groups}";

    private const string Groups = "ou=groups," + DirectorySeed.Suffix;
    private const string People = "ou=people," + DirectorySeed.Suffix;

    private const string Extra = $"""
        dn: cn=of-members,{Groups}
        objectClass: groupOfMembers
        cn: of-members
        member: uid=u00001,{People}
        member: uid=u00002,{People}

        dn: cn=bis,{Groups}
        objectClass: posixGroup
        objectClass: extensibleObject
        cn: bis
        gidNumber: 5003
        member: uid=u00001,{People}
        member: uid=u00002,{People}
        memberUid: u00002
        memberUid: u00003

        dn: cn=unique,{Groups}
        objectClass: groupOfUniqueNames
        cn: unique
        uniqueMember: uid=u00004,{People}

        dn: {PartlyDn}
        objectClass: groupOfNames
        cn: partly
        member: uid=u00004,{People}
        member: uid=u00005,{People}
        member: uid=u00006,{People}
        member: uid=u00015,{People}
        member: uid=gone,{People}

        dn: {HiddenDn}
        objectClass: groupOfNames
        cn: hidden
        member: uid=u00012,{People}

        dn: {ParentDn}
        objectClass: groupOfNames
        cn: parent
        member: {HiddenDn}
        member: uid=u00010,{People}

        dn: {GrandparentDn}
        objectClass: groupOfNames
        cn: grandparent
        member: {ParentDn}
        member: uid=u00011,{People}


        """;

    private const string Schema = """
        objectclass ( 1.3.6.1.1.1.2.99 NAME 'groupOfMembers' SUP top STRUCTURAL MUST cn MAY ( member $ description $ ou ) )
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
        if (SlapdServer.MissingReason is not null)
            return;
        _server = await SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = new DirectorySeed { ExtraLdif = Extra },
            GlobalConfiguration = Schema,
            AccessRules = $"""
                access to dn.base="{HiddenDn}" by * none
                access to dn.base="{DirectorySeed.PersonDn(15)}" by * none
                """,
        });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
