using System.Text.Json.Nodes;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Entra;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

public sealed class EntraSourceTests : IAsyncLifetime
{
    private EntraServer _server = null!;

    public async Task InitializeAsync() => _server = await EntraServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _server.Checker.ThrowIfViolated();
    }

    [Fact]
    public async Task Group_is_read_with_the_fields_of_its_people()
    {
        var alice = _server.Store.AddUser("alice", "Alice Archer", "Engineering");
        alice["jobTitle"] = "Engineer";
        var bob = _server.Store.AddUser("bob", enabled: false);
        _server.Store.AddGroup("SRE", alice, bob);
        await using var source = EntraTesting.SourceOf(_server);

        var (members, read) = await source.ReadAllAsync("SRE");

        read.ShouldBeComplete();
        var person = members[0];
        (person.Id, person.UserName, person.Email).ShouldBe((alice.Id, "alice@contoso.test", "alice@contoso.test"));
        (person.FirstName, person.LastName, person.DisplayName, person.Enabled).ShouldBe(("Alice", "Archer", "Alice Archer", true));
        (person.GetValue("department"), person.GetValue("jobTitle"), person.GetValue("userType")).ShouldBe(("Engineering", "Engineer", "Member"));
        (members[1].Enabled, members[1].AccountState).ShouldBe((false, AccountState.Disabled));
    }

    [Theory]
    [InlineData("Café 'Ops' & Co + 100%")]
    [InlineData("Ünïcode / näme?#")]
    public async Task Group_is_found_by_a_name_that_holds_anything(string name)
    {
        var group = _server.Store.AddGroup(name, _server.Store.AddUser("alice"));
        _server.Store.AddGroup("Other");
        await using var source = EntraTesting.SourceOf(_server);

        var (members, read) = await source.ReadAllAsync(name);

        read.ShouldBeComplete();
        read.GroupId.ShouldBe(group.Id);
        members.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Group_is_found_by_id_and_by_mail_address()
    {
        var group = _server.Store.AddGroup("SRE", _server.Store.AddUser("alice"));
        group["mail"] = "sre@contoso.test";
        await using var source = EntraTesting.SourceOf(_server);

        (await source.ReadAllAsync(group.Id)).Read.GroupId.ShouldBe(group.Id);
        (await source.ReadAllAsync("SRE@contoso.test")).Read.GroupId.ShouldBe(group.Id);
    }

    [Fact]
    public async Task Name_of_several_groups_is_refused_with_their_ids()
    {
        var (one, two) = (_server.Store.AddGroup("SRE"), _server.Store.AddGroup("SRE"));
        await using var source = EntraTesting.SourceOf(_server);

        var error = (await source.ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.GroupAmbiguous);

        error.Message.ShouldContain(one.Id);
        error.Message.ShouldContain(two.Id);
    }

    [Theory]
    [InlineData("Nobody knows it")]
    [InlineData("9e1a2b3c-0000-4000-8000-00000000c0de")]
    public async Task Group_that_is_not_there_fails_the_read(string name)
    {
        await using var source = EntraTesting.SourceOf(_server);

        (await source.ReadAllAsync(name)).Read.ShouldHaveFailed(SourceFailure.GroupNotFound);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(998)]
    [InlineData(1000)]
    [InlineData(1998)]
    [InlineData(1999)]
    public async Task Members_of_several_pages_all_arrive(int count)
    {
        _server.Store.AddGroup("All", _server.Store.AddUsers(count));
        await using var source = EntraTesting.SourceOf(_server);

        var (members, read) = await source.ReadAllAsync("All");

        read.ShouldBeComplete();
        members.Select(member => member.Id).Distinct().Count().ShouldBe(count);
        var pages = _server.GraphRequests.Count(request => request.Path.EndsWith("/members", StringComparison.Ordinal));
        pages.ShouldBe((count + 998) / 999);
    }

    [Fact]
    public async Task Empty_page_in_the_middle_does_not_end_the_list()
    {
        _server.Store.AddGroup("All", _server.Store.AddUsers(30));
        _server.PageFaults.Add(new MemberPageFault(2, MemberPageEffect.EmptyPage) { Times = 1 });
        await using var source = EntraTesting.SourceOf(_server, settings => settings with { PageSize = 10 });

        var (members, read) = await source.ReadAllAsync("All");

        read.ShouldBeComplete();
        members.Count.ShouldBe(30);
    }

    [Fact]
    public async Task What_is_no_person_is_told_and_left_out()
    {
        var group = _server.Store.AddGroup("Mixed", _server.Store.AddUser("alice"), _server.Store.AddOther("device", "LAPTOP-1"));
        _server.Store.AddMember(group, _server.Store.AddOther("servicePrincipal", "Deploy bot"));
        _server.Store.AddMember(group, _server.Store.AddOther("orgContact", "Jane Ext"));
        await using var source = EntraTesting.SourceOf(_server);

        var (members, read) = await source.ReadAllAsync("Mixed");

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["alice@contoso.test"]);
        read.NonPeople.Select(some => (some.Kind, some.Count)).ShouldBe(
            [(NonPersonKind.Contact, 1), (NonPersonKind.Computer, 1), (NonPersonKind.ServicePrincipal, 1)]);
    }

    [Fact]
    public async Task Nested_groups_count_where_asked_for_and_cycles_end()
    {
        var inner = _server.Store.AddGroup("Inner", _server.Store.AddUser("bob"));
        var outer = _server.Store.AddGroup("Outer", _server.Store.AddUser("alice"), inner);
        _server.Store.AddMember(inner, outer);
        await using var source = EntraTesting.SourceOf(_server);

        var (direct, _) = await source.ReadAllAsync("Outer", recurse: false);
        var (all, read) = await source.ReadAllAsync("Outer", recurse: true);

        direct.UserNames().ShouldBe(["alice@contoso.test"]);
        read.ShouldBeComplete();
        all.UserNames().ShouldBe(["alice@contoso.test", "bob@contoso.test"]);
        all.Single(member => member.UserName!.StartsWith("bob", StringComparison.Ordinal)).GroupPath.ShouldBe(["Inner"]);
        read.Groups.Select(group => group.Id).ShouldBe([outer.Id, inner.Id]);
    }

    [Fact]
    public async Task Further_attributes_are_read_whatever_their_shape()
    {
        var alice = _server.Store.AddUser("alice");
        alice["onPremisesImmutableId"] = "aW1tdXRhYmxl";
        alice.Properties["businessPhones"] = new JsonArray("+49 1", "+49 2");
        alice.Properties["onPremisesExtensionAttributes"] = new JsonObject { ["extensionAttribute1"] = "CC-42", ["extensionAttribute2"] = null };
        alice["extension_0123_costCenter"] = "42";
        _server.Store.AddGroup("SRE", alice);
        await using var source = EntraTesting.SourceOf(_server, settings => settings with
        {
            Attributes =
            [
                "onPremisesImmutableId", "businessPhones", "onPremisesExtensionAttributes/extensionAttribute1",
                "onPremisesExtensionAttributes/extensionAttribute2", "extension_0123_costCenter", "mail",
            ],
        });

        var member = (await source.ReadAllAsync("SRE")).Members.ShouldHaveSingleItem();

        member.GetValue("onPremisesImmutableId").ShouldBe("aW1tdXRhYmxl");
        member.Attributes["businessPhones"].ShouldBe(["+49 1", "+49 2"]);
        member.GetValue("onPremisesExtensionAttributes/extensionAttribute1").ShouldBe("CC-42");
        member.Attributes.ContainsKey("onPremisesExtensionAttributes/extensionAttribute2").ShouldBeFalse();
        member.GetValue("extension_0123_costCenter").ShouldBe("42");
    }

    [Fact]
    public async Task Attribute_that_Graph_does_not_know_fails_with_its_name_and_the_key()
    {
        _server.Store.AddGroup("SRE", _server.Store.AddUser("alice"));
        await using var source = EntraTesting.SourceOf(_server, settings => settings with { Attributes = ["departmnt"] });

        var error = (await source.ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.ServerError);

        error.Message.ShouldContain("'departmnt'");
        error.Message.ShouldContain("'attributes'");
    }

    [Fact]
    public async Task Guests_are_left_out_where_the_settings_say_so()
    {
        var guest = _server.Store.AddUser("guest");
        guest["userType"] = "Guest";
        var old = _server.Store.AddUser("old");
        old["userType"] = null;
        _server.Store.AddGroup("SRE", _server.Store.AddUser("alice"), guest, old);
        await using var including = EntraTesting.SourceOf(_server);
        await using var excluding = EntraTesting.SourceOf(_server, settings => settings with { Guests = GuestPolicy.Exclude });

        (await including.ReadAllAsync("SRE")).Members.Count.ShouldBe(3);
        var (members, read) = await excluding.ReadAllAsync("SRE");

        members.UserNames().ShouldBe(["alice@contoso.test"]);
        read.FilteredOut.ShouldBe(1);
        var reason = read.ShouldHaveOneReason();
        (reason.Scope, reason.Reference).ShouldBe((HoldScope.Person, old.Id));
    }

    [Fact]
    public async Task App_that_may_not_read_users_gets_no_group_at_all()
    {
        _server.Store.AddGroup("SRE", _server.Store.AddUser("alice"));
        _server.Options.Permissions.Remove("User.Read.All");
        await using var source = EntraTesting.SourceOf(_server);

        var error = (await source.ReadAllAsync("SRE")).Read.ShouldHaveFailed(SourceFailure.AccessDenied);

        error.Message.ShouldContain("Authorization_RequestDenied");
        error.Message.ShouldContain("User.Read.All");
    }

    [Fact]
    public async Task Member_of_whom_only_the_id_is_shown_is_held()
    {
        var alice = _server.Store.AddUser("alice");
        _server.Store.AddGroup("SRE", alice, _server.Store.AddUser("bob"));
        await using var source = EntraTesting.SourceOf(_server);
        (await source.ReadAllAsync("SRE")).Read.ShouldBeComplete();
        // Taken away in the middle of the run: the lists of members go on, with nothing in them.
        _server.Options.Permissions.Remove("User.Read.All");

        var (members, read) = await source.ReadAllAsync("SRE");

        members.ShouldBeEmpty();
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial);
        read.Completeness.Reasons.ShouldAllBe(reason => reason.Kind == ReadReasonKind.HiddenMember && reason.Scope == HoldScope.Person);
        read.Completeness.Reasons.Select(reason => reason.Reference).ShouldContain(alice.Id);
        read.Completeness.Reasons[0].Message.ShouldContain("User.Read.All");
    }

    [Fact]
    public async Task Group_that_hides_its_members_is_not_taken_for_empty()
    {
        var group = _server.Store.AddGroup("Secret", _server.Store.AddUser("alice"));
        group["visibility"] = "HiddenMembership";
        await using var source = EntraTesting.SourceOf(_server);

        var reason = (await source.ReadAllAsync("Secret")).Read.ShouldHaveOneReason();

        (reason.Kind, reason.Scope).ShouldBe((ReadReasonKind.HiddenMember, HoldScope.Mapping));
        reason.Message.ShouldContain("Member.Read.Hidden");
        _server.Options.Permissions.Add("Member.Read.Hidden");
        (await source.ReadAllAsync("Secret")).Read.ShouldBeComplete();
    }

    [Fact]
    public async Task Everybody_is_every_user()
    {
        _server.Store.AddUsers(25);
        await using var source = EntraTesting.SourceOf(_server, settings => settings with { PageSize = 10 });

        var (members, read) = await source.ReadAllAsync("*");

        read.ShouldBeComplete();
        members.Count.ShouldBe(25);
        (await source.ListUsersAsync(default).CountAsync()).ShouldBe(25);
    }

    [Fact]
    public async Task Groups_and_what_is_nested_in_them_are_listed()
    {
        var inner = _server.Store.AddGroup("Inner");
        var outer = _server.Store.AddGroup("Outer", inner);
        await using var source = EntraTesting.SourceOf(_server);

        (await source.ListGroupsAsync(default).Select(group => (group.Name, group.Description)).ToListAsync())
            .ShouldBe([("Inner", "The group Inner"), ("Outer", "The group Outer")]);
        (await source.ListNestingsAsync(default).ToListAsync()).ShouldBe([new GroupNesting(outer.Id, inner.Id)]);
    }

    [Theory]
    [InlineData("alice@contoso.test")]
    [InlineData("Alice O'Neil")]
    public async Task Person_is_found_by_name_and_the_way_to_them_told(string text)
    {
        var alice = _server.Store.AddUser("alice", "Alice O'Neil");
        var inner = _server.Store.AddGroup("Inner", alice);
        _server.Store.AddGroup("Outer", inner);
        await using var source = EntraTesting.SourceOf(_server);

        var person = (await source.FindPeopleAsync(text, default)).ShouldHaveSingleItem();
        person.Person.Id.ShouldBe(alice.Id);
        (await source.FindPeopleAsync(alice.Id, default)).ShouldHaveSingleItem();
        (await source.FindPeopleAsync("nobody", default)).ShouldBeEmpty();
        (await source.FindWayAsync(new GroupReference("Outer"), person, default))!.Nested.ShouldBe(["Inner"]);
    }
}
