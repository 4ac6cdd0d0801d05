using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Sources.Ldif;
using LdapVendorSync.Fixtures.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

/// <summary>Groups that describe their members by a search, on servers that expand it and on those that do not.</summary>
public sealed class LdapDynamicGroupTests
{
    private const string Groups = "ou=groups," + DirectorySeed.Suffix;
    private const string People = "ou=people," + DirectorySeed.Suffix;

    // "hybrid" also lists somebody; the class is auxiliary, as extensibleObject allows any attribute.
    private const string Extra = $"""
        dn: cn=dynamic,{Groups}
        objectClass: groupOfURLs
        cn: dynamic
        memberURL: ldap:///{People}??one?(|(uid=u00001)(uid=u0001*))

        dn: cn=plural,{Groups}
        objectClass: groupOfURLs
        cn: plural
        memberURL: ldap:///{People}??sub?(uid=u00001)
        memberURL: ldap:///{People}?mail?sub?(uid=u00002)
        memberURL: ldap:///uid=u00003,{People}

        dn: cn=hybrid,{Groups}
        objectClass: groupOfURLs
        objectClass: extensibleObject
        cn: hybrid
        member: uid=u00005,{People}
        member: cn=dynamic,{Groups}
        memberURL: ldap:///{People}??sub?(uid=u00006)
        memberURL: ldap:///{Groups}??sub?(cn=team0)

        dn: cn=elsewhere,{Groups}
        objectClass: groupOfURLs
        cn: elsewhere
        memberURL: ldap:///{People}??sub?(uid=u00001)
        memberURL: ldap://ldap.example.org/{People}??sub?(uid=u00002)

        dn: cn=broken,{Groups}
        objectClass: groupOfURLs
        cn: broken
        memberURL: ldap:///{People}??everywhere?(uid=u00002)

        dn: cn=baseless,{Groups}
        objectClass: groupOfURLs
        cn: baseless
        memberURL: ldap:///ou=nowhere,{DirectorySeed.Suffix}??sub?(uid=u00002)

        dn: cn=nobody,{Groups}
        objectClass: groupOfURLs
        cn: nobody
        memberURL: ldap:///{People}??sub?(uid=nobody)


        """;

    private static readonly string[] Dynamic = ["u00001", .. Enumerable.Range(10, 10).Select(DirectorySeed.Uid)];

    public enum Expansion
    {
        None,
        Dynlist,
        Autogroup,
        File,
    }

    public static TheoryData<Expansion> Expansions => [.. Enum.GetValues<Expansion>()];

    [SkippableTheory]
    [MemberData(nameof(Expansions))]
    public async Task Dynamic_groups_are_read_alike_wherever_their_searches_are_run(Expansion expansion)
    {
        await using var directory = await StartAsync(expansion);

        foreach (var (group, expected) in new[]
        {
            ("dynamic", Dynamic),
            ("plural", ["u00001", "u00002", "u00003"]),
            ("hybrid", [.. Enumerable.Range(0, 7).Select(DirectorySeed.Uid), .. Dynamic.Skip(1)]),
            ("nobody", []),
        })
        {
            var (members, read) = await directory.Source.ReadAllAsync($"cn={group},{Groups}", recurse: true);

            read.ShouldBeComplete();
            members.UserNames().ShouldBe(expected, group);
        }
    }

    [SkippableTheory]
    [InlineData(Expansion.None)]
    [InlineData(Expansion.File)]
    public async Task Search_that_cannot_be_run_holds_the_mapping(Expansion expansion)
    {
        await using var directory = await StartAsync(expansion);

        foreach (var (group, expected, why) in new[]
        {
            ("elsewhere", (string[])["u00001"], "ldap.example.org"),
            ("broken", [], "everywhere"),
            ("baseless", [], "ou=nowhere"),
        })
        {
            var (members, read) = await directory.Source.ReadAllAsync($"cn={group},{Groups}");

            members.UserNames().ShouldBe(expected, group);
            var reason = read.ShouldHaveOneReason();
            reason.Scope.ShouldBe(HoldScope.Mapping);
            reason.Message.ShouldContain(why);
        }
    }

    [SkippableFact]
    public async Task Host_of_the_source_itself_is_searched()
    {
        await using var directory = await StartAsync(Expansion.None);
        await directory.Server!.ModifyAsync($"""
            dn: cn=here,{Groups}
            changetype: add
            objectClass: groupOfURLs
            cn: here
            memberURL: {directory.Server.Url}/{People}??sub?(uid=u00001)

            """);

        var (members, read) = await directory.Source.ReadAllAsync($"cn=here,{Groups}");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["u00001"]);
    }

    [SkippableFact]
    public async Task Limit_of_the_server_holds_the_mapping()
    {
        await using var directory = await StartAsync(Expansion.None, $"limits dn.exact=\"{DirectorySeed.ReaderDn}\" size.prtotal=5");

        var (_, read) = await directory.Source.ReadAllAsync($"cn=dynamic,{Groups}");

        read.Completeness!.Reasons.ShouldContain(reason =>
            reason.Kind == ReadReasonKind.LimitExceeded && reason.Scope == HoldScope.Mapping && reason.Message.Contains("memberURL"));
    }

    private static async Task<OneDirectory> StartAsync(Expansion expansion, string accessRules = "")
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        var seed = new DirectorySeed { ExtraLdif = Extra };
        if (expansion == Expansion.File)
            return OneDirectory.InFile(seed);
        var module = expansion switch
        {
            Expansion.Dynlist => "moduleload dynlist",
            Expansion.Autogroup => "moduleload autogroup",
            _ => string.Empty,
        };
        var overlay = expansion switch
        {
            Expansion.Dynlist => "overlay dynlist\ndynlist-attrset groupOfURLs memberURL member",
            Expansion.Autogroup => "overlay autogroup\nautogroup-attrset groupOfURLs memberURL member",
            _ => string.Empty,
        };
        return OneDirectory.On(await SlapdServer.StartAsync(new SlapdOptions
        {
            Seed = seed,
            AccessRules = accessRules,
            GlobalConfiguration = $"include /etc/ldap/schema/dyngroup.schema\n{module}",
            Overlays = overlay,
        }));
    }

    /// <summary>A source over a server or over a file, with whatever is to be closed after it.</summary>
    private sealed class OneDirectory : IAsyncDisposable
    {
        private LdifFile? _file;

        public required Core.Sources.ISource Source { get; init; }

        public SlapdServer? Server { get; private init; }

        public static OneDirectory On(SlapdServer server) => new() { Source = server.Open(), Server = server };

        public static OneDirectory InFile(DirectorySeed seed)
        {
            using var ldif = new StringWriter();
            seed.Write(ldif);
            var file = new LdifFile(ldif.ToString());
            return new OneDirectory { Source = file.Open(), _file = file };
        }

        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            if (Server is not null)
                await Server.DisposeAsync();
            _file?.Dispose();
        }
    }
}
