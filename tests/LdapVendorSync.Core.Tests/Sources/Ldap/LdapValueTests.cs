using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Values and names of every kind come from a real server as they are stored, whichever way the members are fetched.</summary>
public sealed class LdapValueTests : IAsyncLifetime
{
    private const string GroupDn = "cn=values,ou=groups," + DirectorySeed.Suffix;
    private const string People = ",ou=people," + DirectorySeed.Suffix;
    private const string SpaceDn = "cn=Trailing\\20" + People;
    private const string SharpDn = "cn=\\23Hash\\2C Comma \\2B Plus" + People;
    private const string GivenName = "  Zo\u00EB \u738B \U0001D518 e\u0301  ";

    private static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
    private static readonly byte[] TextWithNul = "before\0after"u8.ToArray();
    private static readonly string VeryLong = string.Concat(Enumerable.Range(0, 131_072).Select(number => $"{number:D7}\u00E9"));

    private static readonly string Seed = $"""
        dn: {SpaceDn}
        objectClass: inetOrgPerson
        uid: space
        cn:: {Base64("Trailing ")}
        cn;lang-de:: {Base64("Hinten Platz ")}
        sn:: {Base64(" ")}
        givenName:: {Base64(GivenName)}
        displayName:: {Base64(" leads")}
        description:: {Base64(VeryLong)}
        jpegPhoto:: {Convert.ToBase64String(EveryByte)}
        jpegPhoto:: {Convert.ToBase64String(TextWithNul)}
        memberOf: {GroupDn}

        dn: {SharpDn}
        objectClass: inetOrgPerson
        uid: sharp
        cn: #Hash, Comma + Plus
        sn: Sharp
        description:: {Base64(" ")}
        mail: "a,b"+c@example.test
        memberOf: {GroupDn}

        dn: {GroupDn}
        objectClass: groupOfNames
        cn: values
        member: {SpaceDn}
        member: {SharpDn}


        """;

    private SlapdServer? _server;

    public async Task InitializeAsync()
    {
        if (SlapdServer.MissingReason is null)
            _server = await SlapdServer.StartAsync(new SlapdOptions { Seed = new DirectorySeed { ExtraLdif = Seed } });
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(MemberStrategy.Member)]
    [InlineData(MemberStrategy.MemberOf)]
    public async Task Values_and_names_of_members_are_those_of_the_server(MemberStrategy strategy)
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var source = _server!.Open(settings => settings with
        {
            MemberStrategy = strategy,
            Attributes = ["cn", "cn;lang-de", "description", "jpegPhoto", "title"],
        });

        var (members, read) = await source.ReadAllAsync(GroupDn);

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["sharp", "space"]);
        var space = members.Single(member => member.UserName == "space");
        IsNamed(space.DistinguishedName, SpaceDn).ShouldBeTrue(space.DistinguishedName);
        space.FirstName.ShouldBe(GivenName);
        space.LastName.ShouldBeNull("a name of blanks is none");
        space.DisplayName.ShouldBe(" leads");
        space.Attributes["cn"].ShouldBe(["Trailing "]);
        space.Attributes["cn;lang-de"].ShouldBe(["Hinten Platz "]);
        space.Attributes["description"].ShouldHaveSingleItem().Equals(VeryLong, StringComparison.Ordinal).ShouldBeTrue("not as stored");
        space.Attributes["jpegPhoto"].ShouldBe([Convert.ToBase64String(EveryByte), Convert.ToBase64String(TextWithNul)], ignoreOrder: true);
        space.Attributes.ContainsKey("title").ShouldBeFalse();
        var sharp = members.Single(member => member.UserName == "sharp");
        IsNamed(sharp.DistinguishedName, SharpDn).ShouldBeTrue(sharp.DistinguishedName);
        sharp.Attributes["cn"].ShouldBe(["#Hash, Comma + Plus"]);
        sharp.Attributes["description"].ShouldBe([" "]);
        sharp.Email.ShouldBe("\"a,b\"+c@example.test");
    }

    private static bool IsNamed(string? name, string dn) => DistinguishedName.Parse(name!).Equals(DistinguishedName.Parse(dn));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
