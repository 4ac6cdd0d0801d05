using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Rest;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Rest;

/// <summary>What a vendor without a <c>rest:</c> block is asked, in JSON and in XML.</summary>
public sealed class RestDefaultShapeTests
{
    public static TheoryData<bool> Formats => [false, true];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Members_are_read_with_all_their_fields(bool xml)
    {
        await using var vendor = await StartAsync(xml, server => server.Store.Seed(
            "sre",
            new VendorUser { Username = "ada", FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.com" },
            new VendorUser { Username = "jürgen", Active = false }));

        var (members, completeness) = await vendor.ReadAsync();

        completeness.ShouldBe(Completeness.Complete);
        members.Select(member => (member.Id, member.UserName, member.FirstName, member.LastName, member.Email, member.Enabled)).ShouldBe(
        [
            ("1", "ada", "Ada", "Lovelace", "ada@example.com", true),
            ("2", "jürgen", null, null, null, false),
        ]);
        vendor.Sent.ShouldBe(["GET /groups/sre/members?page=1&per_page=200"]);
        vendor.Server.Requests.All[0].Headers["Accept"].ShouldBe(xml ? "application/xml" : "application/json");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Empty_group_is_complete(bool xml)
    {
        await using var vendor = await StartAsync(xml);
        var (members, completeness) = await vendor.ReadAsync();
        members.ShouldBeEmpty();
        completeness.ShouldBe(Completeness.Complete);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Group_name_is_its_id_without_a_request(bool xml)
    {
        await using var vendor = await StartAsync(xml);
        (await vendor.Provider.FindGroupAsync("R&D / Ops", CancellationToken.None)).ShouldBe(new VendorGroup("R&D / Ops", "R&D / Ops"));
        vendor.Sent.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Group_that_is_not_there_makes_the_read_fail(bool xml)
    {
        await using var vendor = await StartAsync(xml);
        var (_, completeness) = await vendor.ReadAsync("nobody");
        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Error.ShouldBeOfType<VendorException>().Failure.ShouldBe(VendorFailure.NotFound);
        completeness.Error!.Message.ShouldContain("read the members of group 'nobody'");
        completeness.Error.Message.ShouldContain("404 Not Found: no such group");
    }

    [Theory]
    [InlineData(false, "R&D / Ops?#%")]
    [InlineData(true, "R&D / Ops?#%")]
    [InlineData(false, "Zürich 東京")]
    public async Task Group_name_is_one_path_segment_whatever_it_holds(bool xml, string group)
    {
        await using var vendor = await StartAsync(xml, server => server.Store.Seed(group, VendorStore.Numbered(1)));
        var (members, completeness) = await vendor.ReadAsync(group);
        completeness.ShouldBe(Completeness.Complete);
        members.ShouldHaveSingleItem().UserName.ShouldBe("user00001");
    }

    [Fact]
    public async Task Group_name_that_would_address_another_resource_is_refused()
    {
        await using var vendor = await StartAsync(xml: false);
        var (_, completeness) = await vendor.ReadAsync("..");
        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Error!.Message.ShouldContain("would address another resource");
        vendor.Sent.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Account_is_found_by_user_name_and_by_mail(bool xml)
    {
        await using var vendor = await StartAsync(xml, server => server.Store.SeedNumbered("sre", 3));

        (await vendor.FindAsync("USER00002")).ShouldNotBeNull().Id.ShouldBe("2");
        (await vendor.Provider.FindUserAsync(
            MatchKey.Create("email", "user00003@example.com")!.Value, CancellationToken.None)).ShouldNotBeNull().Id.ShouldBe("3");
        (await vendor.FindAsync("nobody & co")).ShouldBeNull();

        vendor.Sent.ShouldBe(
        [
            "GET /users?username=USER00002&page=1&per_page=200",
            "GET /users?email=user00003%40example.com&page=1&per_page=200",
            "GET /users?username=nobody%20%26%20co&page=1&per_page=200",
        ]);
    }

    [Theory]
    [InlineData(false, """POST /users {"username":"ada","firstName":"Ada","lastName":"Lovelace","email":"ada@example.com"}""")]
    [InlineData(true, """POST /users <?xml version="1.0" encoding="utf-8"?><user><username>ada</username><firstName>Ada</firstName><lastName>Lovelace</lastName><email>ada@example.com</email></user>""")]
    public async Task Account_is_created_with_what_the_person_has(bool xml, string request)
    {
        await using var vendor = await StartAsync(xml);

        var created = await vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None);

        vendor.Sent.ShouldBe([request]);
        var user = vendor.Store.Users.ShouldHaveSingleItem();
        created.ShouldBe(RestVendor.Ada with { Id = user.Id, DistinguishedName = null });
        (user.Username, user.FirstName, user.LastName, user.Email, user.Active).ShouldBe(
            ("ada", "Ada", "Lovelace", "ada@example.com", true));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Values_with_markup_arrive_as_they_are(bool xml)
    {
        await using var vendor = await StartAsync(xml);
        const string Name = "</firstName>\"'{}&<![CDATA[x]]>\\ Zoë 😀";

        await vendor.Provider.CreateUserAsync(RestVendor.Ada with { FirstName = Name }, CancellationToken.None);

        vendor.Store.Users.ShouldHaveSingleItem().FirstName.ShouldBe(Name);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task User_name_that_somebody_else_has_is_a_conflict(bool xml)
    {
        var other = new VendorUser { Username = "ada", Email = "ada.other@example.com" };
        await using var vendor = await StartAsync(xml, server => server.Store.CreateUser(other), Adopting);

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Conflict);
        error.OutcomeUnknown.ShouldBeFalse();
        error.Message.ShouldContain("cannot create the account 'ada'");
        error.Message.ShouldContain("belongs to somebody with other details");
        vendor.Server.Requests.Writes.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task User_name_that_is_taken_is_a_conflict_unless_accounts_are_adopted(bool xml)
    {
        await using var vendor = await StartAsync(xml, server => server.Store.CreateUser(new VendorUser { Username = "ada" }));

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None));

        (error.Failure, error.OutcomeUnknown).ShouldBe((VendorFailure.Conflict, false));
        error.Message.ShouldContain("cannot create the account 'ada'");
        error.Message.ShouldContain("username ada is taken");
        vendor.Server.Requests.All.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Account_that_came_into_being_meanwhile_is_used(bool xml)
    {
        await using var vendor = await StartAsync(
            xml, server => server.Store.CreateUser(new VendorUser { Username = "ADA", Email = "ada@example.com" }), Adopting);

        var account = await vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None);

        account.Id.ShouldBe(vendor.Store.Users.ShouldHaveSingleItem().Id);
    }

    [Fact]
    public async Task Conflict_with_nobody_who_can_be_found_stays_one()
    {
        await using var vendor = await StartAsync(false, server => server.Faults.Add(
            new Fault { Kind = FaultKind.Status, Status = 409, Method = "POST", Body = """{"message": "the address is taken"}""" }), Adopting);

        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Conflict);
        error.Message.ShouldContain("the address is taken");
    }

    [Theory]
    [InlineData(false, """PUT /users/1 {"email":"new@example.com","lastName":null}""")]
    [InlineData(
        true, """PUT /users/1 <?xml version="1.0" encoding="utf-8"?><user><email>new@example.com</email><lastName></lastName></user>""")]
    public async Task Update_sends_just_what_differs(bool xml, string request)
    {
        await using var vendor = await StartAsync(xml, server => server.Store.SeedNumbered("sre", 1));
        var user = (await vendor.FindAsync("user00001"))!;
        vendor.Server.Requests.Clear();

        await vendor.Provider.UpdateUserAsync(
            user, [new AttributeDifference("email", user.Email, "new@example.com"), new AttributeDifference(
                "lastName", user.LastName, null)], CancellationToken.None);

        vendor.Sent.ShouldBe([request]);
        var after = vendor.Store.Users.ShouldHaveSingleItem();
        (after.Email, after.FirstName, string.IsNullOrEmpty(after.LastName)).ShouldBe(("new@example.com", "First1", true));
    }

    [Theory]
    [InlineData(false, """{"active":false}""", """{"active":true}""")]
    [InlineData(true, "<user><active>false</active></user>", "<user><active>true</active></user>")]
    public async Task Account_is_disabled_and_enabled(bool xml, string disable, string enable)
    {
        await using var vendor = await StartAsync(xml, server => server.Store.SeedNumbered("sre", 1));
        var user = (await vendor.FindAsync("user00001"))!;
        vendor.Server.Requests.Clear();

        await vendor.Provider.SetUserEnabledAsync(user, enabled: false, CancellationToken.None);
        vendor.Store.Users.Single().Active.ShouldBeFalse();
        await vendor.Provider.SetUserEnabledAsync(user, enabled: true, CancellationToken.None);
        vendor.Store.Users.Single().Active.ShouldBeTrue();

        vendor.Server.Requests.All.ShouldAllBe(request => request.ToString() == "PUT /users/1");
        vendor.Server.Requests.All.Select(sent => sent.Body).Zip([disable, enable]).ShouldAllBe(
            pair => pair.First.EndsWith(pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Membership_is_added_and_removed_and_either_twice_is_no_failure(bool xml)
    {
        await using var vendor = await StartAsync(xml, server => server.Store.CreateUser(VendorStore.Numbered(1)));
        var user = (await vendor.FindAsync("user00001"))!;
        vendor.Server.Requests.Clear();

        await vendor.Provider.AddGroupMemberAsync(RestVendor.Group, user, CancellationToken.None);
        vendor.Store.MemberNames("sre").ShouldBe(["user00001"]);
        await vendor.Provider.AddGroupMemberAsync(RestVendor.Group, user, CancellationToken.None);
        await vendor.Provider.RemoveGroupMemberAsync(RestVendor.Group, user, CancellationToken.None);
        vendor.Store.MemberNames("sre").ShouldBeEmpty();
        await vendor.Provider.RemoveGroupMemberAsync(RestVendor.Group, user, CancellationToken.None);

        vendor.Server.Requests.All.Select(request => (request.Method, request.Path, request.Status)).ShouldBe(
        [
            ("POST", "/groups/sre/members", 201),
            ("POST", "/groups/sre/members", 409),
            ("DELETE", "/groups/sre/members/1", 204),
            ("DELETE", "/groups/sre/members/1", 404),
        ]);
        vendor.Server.Requests.All[0].Body.ShouldEndWith(xml ? "<member><userId>1</userId></member>" : """{"userId":"1"}""");
        vendor.Store.Users.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Ids_that_come_as_numbers_are_sent_as_numbers()
    {
        await using var vendor = await RestVendor.StartAsync(new VendorServerOptions { NumericIds = true });

        var user = await vendor.Provider.CreateUserAsync(RestVendor.Ada, CancellationToken.None);
        await vendor.Provider.AddGroupMemberAsync(RestVendor.Group, user, CancellationToken.None);

        vendor.Server.Requests.All[^1].Body.ShouldBe("""{"userId":1}""");
        vendor.Store.MemberNames("sre").ShouldBe(["ada"]);
    }

    [Fact]
    public async Task Connecting_asks_for_the_first_mapped_group_and_shows_refused_credentials()
    {
        await using var server = await VendorTestServer.StartAsync(new VendorServerOptions { Authorization = "Bearer right" });
        var settings = HttpVendor.Settings(server.BaseUrl) with
        {
            Auth = new AuthSettings { Method = AuthMethod.Token, Token = new Secret("wrong") },
            Groups = [new MappingSettings { SourceGroup = "cn=a", VendorGroup = "admins" }],
        };
        await using var provider = new RestVendorProvider(HttpVendor.Context(settings));

        var error = await Should.ThrowAsync<VendorException>(() => provider.ConnectAsync(CancellationToken.None));

        error.Failure.ShouldBe(VendorFailure.Authentication);
        server.Requests.All.ShouldHaveSingleItem().ToString().ShouldBe("GET /groups/admins/members?page=1&per_page=200");
    }

    [Fact]
    public async Task Connecting_succeeds_when_only_the_group_is_missing()
    {
        await using var server = await VendorTestServer.StartAsync();
        var settings = HttpVendor.Settings(
            server.BaseUrl) with { Groups = [new MappingSettings { SourceGroup = "cn=a", VendorGroup = "admins" }] };
        await using var provider = new RestVendorProvider(HttpVendor.Context(settings));

        await provider.ConnectAsync(CancellationToken.None);

        server.Requests.All.ShouldHaveSingleItem().Status.ShouldBe(404);
    }

    [Fact]
    public void Capabilities_follow_the_shape()
    {
        var settings = HttpVendor.Settings(new Uri("http://127.0.0.1:1"));
        Capabilities(settings).ShouldBe(new VendorCapabilities { DisableUsers = true });
        Capabilities(settings with
        {
            ProviderSettings = new RestSettings
            {
                Fields = new Dictionary<string, string> { ["enabled"] = "" },
                CreateGroup = new RestOperationSettings(),
            },
        }).ShouldBe(new VendorCapabilities { DisableUsers = false, CreateGroups = true });

        static VendorCapabilities Capabilities(VendorSettings settings) =>
            new RestVendorProvider(HttpVendor.Context(settings)).Capabilities;
    }

    private static RestSettings Adopting { get; } = new() { AdoptAccounts = true };

    private static Task<RestVendor> StartAsync(bool xml, Action<VendorTestServer>? prepare = null, RestSettings? rest = null) =>
        RestVendor.StartAsync(new VendorServerOptions { Xml = xml }, rest, prepare);
}
