using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using static LdapVendorSync.Fixtures.Http.ScriptedHttpServer;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>APIs of other shapes, described in YAML as an administrator would.</summary>
public sealed class RestShapeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-rest-").FullName;

    public static TheoryData<string, VendorServerOptions> Pagings => new()
    {
        { "paging: {style: offset, size: 100}", new VendorServerOptions { Paging = PagingStyle.Offset } },
        { "paging: {style: offset, size: 100}", new VendorServerOptions { Paging = PagingStyle.Offset, MaxPageSize = 30 } },
        { "paging: {style: link, size_parameter: per_page}", new VendorServerOptions { LinkHeader = true, MaxPageSize = 60 } },
        { "paging: {style: cursor, size: 50, total: total}", new VendorServerOptions { Paging = PagingStyle.Cursor, Envelope = "items", TotalField = "total" } },
        { "paging: {style: next_url, size: 50}", new VendorServerOptions { Paging = PagingStyle.NextUrl, Envelope = "items" } },
        { "read_members: {items: data.items}", new VendorServerOptions { Envelope = "data.items", TotalField = "count" } },
        { "paging: {style: none, total: total}", new VendorServerOptions { Paging = PagingStyle.None, Envelope = "people", TotalField = "total" } },
    };

    [Theory]
    [MemberData(nameof(Pagings))]
    public async Task Paging_of_every_style_is_read_to_its_end(string rest, VendorServerOptions options)
    {
        await using var server = await VendorTestServer.StartAsync(options);
        server.Store.SeedNumbered("sre", 230);
        await using var provider = await ConnectAsync(server.BaseUrl, "rest:\n  " + rest);

        var (members, completeness) = await ReadAsync(provider, "sre");

        completeness.ShouldBe(Completeness.Complete);
        members.Select(member => member.UserName).ShouldBe(Enumerable.Range(1, 230).Select(number => $"user{number:D5}"));
    }

    [Theory]
    [InlineData("paging: {style: cursor, size: 50, total: total}", PagingStyle.Cursor, FaultKind.EndlessPages)]
    [InlineData("paging: {style: next_url, size: 50, total: total}", PagingStyle.NextUrl, FaultKind.EndlessPages)]
    [InlineData("paging: {style: cursor, size: 50, total: total}", PagingStyle.Cursor, FaultKind.LieAboutTotal)]
    [InlineData("paging: {style: next_url, size: 50, total: total}", PagingStyle.NextUrl, FaultKind.LieAboutTotal)]
    public async Task Pages_that_contradict_each_other_hold_removals_in_every_style(string rest, PagingStyle style, FaultKind fault)
    {
        await using var server = await VendorTestServer.StartAsync(
            new VendorServerOptions { Paging = style, Envelope = "items", TotalField = "total" });
        server.Store.SeedNumbered("sre", 230);
        server.Faults.Add(new Fault { Kind = fault });
        await using var provider = await ConnectAsync(server.BaseUrl, "rest:\n  " + rest);

        var (_, completeness) = await ReadAsync(provider, "sre");

        completeness.Status.ShouldBe(CompletenessStatus.Partial);
        completeness.HoldsMapping.ShouldBeTrue();
        completeness.Reasons.ShouldAllBe(reason => reason.Kind == ReadReasonKind.PagingInconsistent);
    }

    [Fact]
    public async Task Cursor_that_stays_the_same_ends_the_read_although_its_pages_are_empty()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, """{"items": [], "next_cursor": "abc"}"""));
        await using var provider = await ConnectAsync(server.BaseUrl, "rest: {paging: {style: cursor}}");

        var (_, completeness) = await ReadAsync(provider, "sre");

        completeness.Reasons.ShouldHaveSingleItem().Message.ShouldContain("names a next page that was read already");
        server.Count.ShouldBe(3, "one for connecting, the first page, and the one behind the cursor");
    }

    [Fact]
    public async Task List_without_end_is_given_up_at_the_limit_of_pages()
    {
        var page = 0;
        await using var server = await ScriptedHttpServer.StartAsync(context =>
            Status(200, $$"""{"items": [{"id": {{++page}}}], "next_cursor": "{{page}}"}""")(context));
        await using var provider = await ConnectAsync(server.BaseUrl, "rest: {paging: {style: cursor, max_pages: 7}}");

        var (members, completeness) = await ReadAsync(provider, "sre");

        members.Count.ShouldBe(7);
        var reason = completeness.Reasons.ShouldHaveSingleItem();
        reason.Kind.ShouldBe(ReadReasonKind.LimitExceeded);
        reason.Scope.ShouldBe(HoldScope.Mapping);
    }

    [Fact]
    public async Task Page_past_the_end_may_be_a_status()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200, "[]"), Status(200, """[{"id": 1}, {"id": 2}]"""), Status(404, """{"detail": "Invalid page."}"""));
        await using var provider = await ConnectAsync(server.BaseUrl, "rest: {paging: {size: 2, past_end: [404]}}");

        (await ReadAsync(provider, "sre")).Completeness.ShouldBe(Completeness.Complete);
    }

    [Fact]
    public async Task Every_part_of_every_operation_can_be_changed()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200),
            Status(200, """{"result": {"teams": [{"key": 41, "label": "SRE old"}, {"key": 42, "label": "SRE"}]}}"""),
            Status(200, """{"people": [{"uid": "p1", "profile": {"login": "ada", "mails": ["ada@example.com"]}, "dept": "R&D"}]}"""),
            Status(404),
            Status(200, """{"data": {"uid": "p9"}}"""),
            Status(204),
            Status(418),
            Status(204),
            Status(204),
            Status(204));
        await using var provider = await ConnectAsync(
            server.BaseUrl,
            """
            attributes: {userName: uid, email: mail, department: departmentNumber}
            rest:
              headers: {X-Api-Version: "3"}
              fields: {id: uid, userName: profile.login, email: profile.mails.0, department: dept, firstName: "", lastName: "", enabled: state.on}
              connect: {path: /ping}
              find_group:
                path: /teams/search
                query: {name: "{group}"}
                items: result.teams
                fields: {id: key, name: label}
                paging: {style: none}
              read_members: {path: "/teams/{group}/people", paging: {style: none}}
              find_user: {path: "/people/by-login/{value|lower}"}
              create_user:
                path: /people
                body: {person: {login: "{userName|lower}", mail: "{email}", department: "{department}", displayName: "{displayName}", tags: [ldap, "{department}"], quota: 5}}
                id: data.uid
              add_member:
                method: PUT
                path: /teams/{group}/people/{id}
                query: {role: member, note: "by {userName}"}
                headers: {X-Reason: "sync of {groupName}"}
                body: ""
                already: [418]
              remove_member:
                method: POST
                path: /teams/{group}/remove
                body: '{{"who": "{id}", "team": {group|bare}}}'
              update_user: {method: PATCH, path: "/people/{id}", body: {changes: "{fields}"}}
            """);

        var group = (await provider.FindGroupAsync("SRE", CancellationToken.None)).ShouldNotBeNull();
        group.ShouldBe(new VendorGroup("42", "SRE"));
        var (members, completeness) = await ReadAsync(provider, group);
        completeness.ShouldBe(Completeness.Complete);
        var ada = members.ShouldHaveSingleItem();
        (ada.Id, ada.UserName, ada.Email, ada.GetValue("department"), ada.FirstName).ShouldBe(
            ("p1", "ada", "ada@example.com", "R&D", null));
        (await provider.FindUserAsync(MatchKey.Create("userName", "Bob")!.Value, CancellationToken.None)).ShouldBeNull();
        var bob = await provider.CreateUserAsync(
            new GroupMember { Id = "x", UserName = "Bob", Email = "bob@example.com" }.WithValue(
                "department", "Ops"), CancellationToken.None);
        bob.Id.ShouldBe("p9");
        await provider.AddGroupMemberAsync(group, bob, CancellationToken.None);
        await provider.AddGroupMemberAsync(group, bob, CancellationToken.None);
        await provider.RemoveGroupMemberAsync(group, bob, CancellationToken.None);
        await provider.UpdateUserAsync(bob, [new("userName", "Bob", "robert"), new("department", "Ops", "R&D")], CancellationToken.None);
        await provider.SetUserEnabledAsync(bob, enabled: false, CancellationToken.None);

        server.Requests.Select(request => $"{request.Method} {request.Target} {request.Body}".TrimEnd()).ShouldBe(
        [
            "GET /ping",
            "GET /teams/search?name=SRE",
            "GET /teams/42/people",
            "GET /people/by-login/bob?page=1&per_page=200",
            """POST /people {"person":{"login":"bob","mail":"bob@example.com","department":"Ops","tags":["ldap","Ops"],"quota":5}}""",
            "PUT /teams/42/people/p9?role=member&note=by%20Bob",
            "PUT /teams/42/people/p9?role=member&note=by%20Bob",
            """POST /teams/42/remove {"who": "p9", "team": 42}""",
            """PATCH /people/p9 {"changes":{"profile":{"login":"robert"},"dept":"R&D"}}""",
            """PATCH /people/p9 {"changes":{"state":{"on":false}}}""",
        ]);
        server.Requests.ShouldAllBe(request => request.Headers["X-Api-Version"].ToString() == "3");
        server.Requests.ElementAt(5).Headers["X-Reason"].ToString().ShouldBe("sync of SRE");
        server.Requests.ElementAt(8).Headers.ContentType.ToString().ShouldBe("application/json");
    }

    [Fact]
    public async Task Xml_can_be_of_another_shape()
    {
        await using var server = await ScriptedHttpServer.StartAsync(
            Status(200),
            Status(200, """<r:reply xmlns:r="urn:r"><r:team><r:person nr="7"><r:login>ada</r:login></r:person></r:team></r:reply>"""),
            Status(200, "<created nr='8'/>"),
            Status(200, "<ok/>"));
        await using var provider = await ConnectAsync(
            server.BaseUrl,
            """
            format: xml
            rest:
              fields: {id: "@nr", userName: login, email: contact.mail}
              connect: {path: /ping}
              read_members: {path: "/team/{group}", items: reply.team.person, paging: {style: none}}
              create_user: {path: /person, id: created.@nr, body: {person: "{fields}"}}
              add_member: {path: "/team/{group}", body: '<add team="{group}"><who nr="{id}"/>{userName|upper}</add>'}
            """);

        (await ReadAsync(provider, "a&b")).Members.ShouldHaveSingleItem().Id.ShouldBe("7");
        var bob = await provider.CreateUserAsync(
            new GroupMember { Id = "x", UserName = "b<ob", Email = "bob@example.com" }, CancellationToken.None);
        bob.Id.ShouldBe("8");
        await provider.AddGroupMemberAsync(new VendorGroup("a&b", "a&b"), bob, CancellationToken.None);

        server.Requests.Select(request => $"{request.Method} {request.Target} {request.Body}".TrimEnd()).Skip(1).ShouldBe(
        [
            "GET /team/a%26b",
            """POST /person <?xml version="1.0" encoding="utf-8"?><person><login>b&lt;ob</login><contact><mail>bob@example.com</mail></contact></person>""",
            """POST /team/a%26b <add team="a&amp;b"><who nr="8"/>B&lt;OB</add>""",
        ]);
        server.Requests.Last().Headers.ContentType.ToString().ShouldBe("application/xml; charset=utf-8");
    }

    [Fact]
    public async Task Group_is_created_where_that_is_configured()
    {
        await using var server = await VendorTestServer.StartAsync();
        await using var provider = await ConnectAsync(
            server.BaseUrl,
            """
            rest:
              create_group: {}
              find_group: {path: /groups, query: {name: "{group}"}}
            """);

        (await provider.FindGroupAsync("new", CancellationToken.None)).ShouldBeNull();
        (await provider.CreateGroupAsync("new", CancellationToken.None)).ShouldBe(new VendorGroup("new", "new"));
        (await provider.FindGroupAsync("new", CancellationToken.None)).ShouldBe(new VendorGroup("new", "new"));
        server.Faults.Add(new Fault { Kind = FaultKind.ResetAfter, Method = "POST", Times = 1 });
        (await provider.CreateGroupAsync("newer", CancellationToken.None)).Name.ShouldBe("newer");
        server.Requests.Writes.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Group_cannot_be_created_where_that_is_not_configured()
    {
        await using var server = await VendorTestServer.StartAsync();
        await using var provider = await ConnectAsync(server.BaseUrl, "");
        (await Should.ThrowAsync<VendorException>(() => provider.CreateGroupAsync("new", CancellationToken.None))).Failure.ShouldBe(
            VendorFailure.Unsupported);
    }

    [Fact]
    public async Task Missing_value_is_an_error_of_this_person_and_nothing_is_sent()
    {
        await using var server = await ScriptedHttpServer.StartAsync(Status(200, "[]"));
        await using var provider = await ConnectAsync(server.BaseUrl, """rest: {create_user: {path: "/people/{email}"}}""");

        var error = await Should.ThrowAsync<VendorException>(
            () => provider.CreateUserAsync(new GroupMember { Id = "x", UserName = "bob" }, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.Message.ShouldContain("cannot create the account 'bob': there is no value for 'email' in '/people/{email}'");
        server.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Attribute_that_the_vendor_has_no_field_for_is_not_lost_silently()
    {
        await using var server = await VendorTestServer.StartAsync();
        await using var provider = await ConnectAsync(server.BaseUrl, """rest: {fields: {lastName: ""}}""");
        var user = new GroupMember { Id = "1", UserName = "bob" };

        var error = await Should.ThrowAsync<VendorException>(
            () => provider.UpdateUserAsync(user, [new("lastName", null, "B"), new("email", null, "b@c")], CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Unsupported);
        error.Message.ShouldContain("no field for lastName");
        server.Requests.Writes.ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<IVendorProvider> ConnectAsync(Uri baseUrl, string vendorKeys)
    {
        var configuration = Load(baseUrl, vendorKeys).Configuration.ShouldNotBeNull();
        var settings = configuration.Vendors.Single() with { ErrorHandling = new ErrorHandlingSettings { RetryWaitSeconds = 0 } };
        var provider = VendorProviderRegistry.CreateDefault().Create(HttpVendor.Context(settings));
        await provider.ConnectAsync(CancellationToken.None);
        return provider;
    }

    private ConfigurationResult Load(Uri baseUrl, string vendorKeys)
    {
        var file = Path.Combine(_folder, "sync.yaml");
        var indented = string.Join("\n", vendorKeys.Split('\n').Select(line => "    " + line));
        File.WriteAllText(Path.Combine(_folder, "directory.ldif"), "version: 1\n");
        File.WriteAllText(file, $"""
            sources:
              - {"{"} name: dir, type: ldif, file: directory.ldif {"}"}
            vendor_apps:
              - name: App
                module: rest
                base_url: {baseUrl}
            {indented}
                groups:
                  - {"{"} source_group: "cn=sre", vendor_group: sre {"}"}
            """);
        var result = ConfigurationLoader.Load(new ConfigurationLoadOptions
        {
            Path = file,
            Providers = VendorProviderRegistry.CreateDefault().SettingsTypes,
        });
        result.Problems.Where(problem => problem.Severity == ConfigurationSeverity.Error).ShouldBeEmpty();
        return result;
    }

    private static Task<(IReadOnlyList<GroupMember> Members, Completeness Completeness)> ReadAsync(
        IVendorProvider provider, string group) =>
        ReadAsync(provider, new VendorGroup(group, group));

    private static async Task<(IReadOnlyList<GroupMember> Members, Completeness Completeness)> ReadAsync(
        IVendorProvider provider, VendorGroup group)
    {
        var read = provider.ReadGroupMembers(group, CancellationToken.None);
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        return (members, read.Completeness!);
    }
}
