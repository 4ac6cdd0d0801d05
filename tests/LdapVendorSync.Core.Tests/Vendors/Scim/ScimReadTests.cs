using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

public sealed class ScimReadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(250)]
    public async Task Members_are_read_with_their_accounts(int count)
    {
        await using var vendor = await ScimVendor.StartAsync(members: count);

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Select(member => member.UserName).Order().ShouldBe(Enumerable.Range(1, count).Select(ScimFakeStore.Numbered));
        if (count > 0)
        {
            var first = members.Single(member => member.UserName == "user00001");
            first.Email.ShouldBe("user00001@example.com");
            (first.FirstName, first.LastName, first.Enabled).ShouldBe(("First1", "Last1", true));
        }
    }

    [Fact]
    public async Task Five_thousand_members_take_few_requests()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 5000);

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(5000);
        vendor.Server.Requests.All.Count.ShouldBeLessThanOrEqualTo(55);
    }

    [Fact]
    public async Task Some_members_of_many_users_are_asked_for_by_their_ids()
    {
        await using var vendor = await ScimVendor.StartAsync();
        vendor.Store.AddNumbered(null, 3000);
        vendor.Store.AddMembers(vendor.Group.Id, vendor.Store.Users.Skip(1000).Take(60).Select(user => (string)user["id"]!));

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(60);
        vendor.Server.Requests.All.Count.ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public async Task Server_without_filters_by_several_ids_is_asked_one_by_one()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { FiltersWithOr = false });
        vendor.Store.AddNumbered(null, 3000);
        vendor.Store.AddMembers(vendor.Group.Id, vendor.Store.Users.Skip(1000).Take(60).Select(user => (string)user["id"]!));

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(60);
    }

    [Fact]
    public async Task Members_of_a_second_group_who_were_read_already_are_not_asked_for_again()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 45);
        var other = vendor.Store.AddGroup("Other", [.. vendor.Store.MemberIds(vendor.Group.Id)]);
        await vendor.ReadAsync();
        vendor.Server.Requests.Clear();

        var read = vendor.Provider.ReadGroupMembers(new VendorGroup(other, "Other"), default);
        (await read.CountAsync()).ShouldBe(45);

        vendor.Server.Requests.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Reading_a_group_again_asks_for_its_accounts_again()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 3);
        await vendor.ReadAsync();
        vendor.Server.Requests.Clear();

        await vendor.ReadAsync();

        vendor.Server.Requests.All.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Page_sizes_that_lie_do_not_matter()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { MaxPage = 7, ItemsPerPage = 100, ShowsMembers = false }, members: 100);

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Server_that_gives_the_first_page_for_ever_is_not_read_for_ever()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { IgnoresStartIndex = true, MaxPage = 10 }, new ScimSettings { MembersFrom = ScimMembersFrom.Users }, members: 35);

        var (members, completeness) = await vendor.ReadAsync();

        members.Count.ShouldBe(10);
        completeness.HoldsMapping.ShouldBeTrue();
        completeness.Reasons[0].Message.ShouldContain("page 2 holds nothing but what was on the pages before");
        vendor.Server.Requests.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Server_that_never_pages_is_read_completely()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { IgnoresStartIndex = true, MaxPage = 1000 },
            new ScimSettings { MembersFrom = ScimMembersFrom.Users, PageSize = 1000 },
            members: 35);

        var (members, completeness) = await vendor.ReadAsync();

        members.Count.ShouldBe(35);
        completeness.Status.ShouldBe(CompletenessStatus.Complete);
    }

    [Theory]
    [InlineData("too low")]
    [InlineData("too high")]
    [InlineData("changing")]
    public async Task Total_that_lies_holds_removals(string lie)
    {
        var options = new ScimFakeOptions
        {
            MaxPage = 10,
            Total = (all, start) => lie switch { "too low" => all - 5, "too high" => all + 5, _ => all - start },
        };
        await using var vendor = await ScimVendor.StartAsync(options, new ScimSettings { MembersFrom = ScimMembersFrom.Users }, members: 35);

        var (members, completeness) = await vendor.ReadAsync();

        members.Count.ShouldBe(35);
        completeness.HoldsMapping.ShouldBeTrue();
    }

    [Fact]
    public async Task Server_that_refuses_a_page_behind_the_end_is_read_completely()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { RefusesPastEnd = true, MaxPage = 10 }, new ScimSettings { MembersFrom = ScimMembersFrom.Users }, members: 30);

        (await vendor.ReadAsync()).Completeness.Status.ShouldBe(CompletenessStatus.Complete);
    }

    [Fact]
    public async Task Members_that_the_server_does_not_show_are_read_from_the_users()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { ShowsMembers = false }, members: 30);

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(30);
        vendor.Log.Texts.ShouldContain(line => line.Contains("members_from: users"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Group_without_members_is_empty(bool filters)
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { IgnoresFilters = !filters });
        vendor.Store.AddNumbered(null, 20);

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Members_that_are_cut_off_hold_removals()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { ShownMembers = 100 }, members: 130);

        var (members, completeness) = await vendor.ReadAsync();

        members.Count.ShouldBe(100);
        completeness.HoldsMapping.ShouldBeTrue();
        completeness.Reasons.ShouldHaveSingleItem().Message.ShouldContain("30 accounts that say to be in it");
    }

    [Fact]
    public async Task Members_limit_makes_a_list_of_that_length_incomplete()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { ShownMembers = 20, ShowsGroups = false }, new ScimSettings { MembersLimit = 20 }, members: 30);

        (await vendor.ReadAsync()).Completeness.HoldsMapping.ShouldBeTrue();
    }

    [Fact]
    public async Task Groups_in_a_group_are_no_people()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 2);
        var nested = vendor.Store.AddGroup("Nested");
        vendor.Store.AddMembers(vendor.Group.Id, nested, "Group");

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Member_whom_the_server_does_not_know_is_told_and_left_alone()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 2);
        vendor.Store.AddMembers(vendor.Group.Id, "u-gone");

        var (members, completeness) = await vendor.ReadAsync();

        members.Count.ShouldBe(2);
        completeness.HoldsNothing.ShouldBeTrue();
        completeness.Reasons.ShouldHaveSingleItem().Message.ShouldContain("u-gone");
    }

    [Fact]
    public async Task Group_that_is_gone_fails_the_read()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var read = vendor.Provider.ReadGroupMembers(new VendorGroup("g-gone", "gone"), default);

        (await read.CountAsync()).ShouldBe(0);

        read.Completeness!.Error.ShouldBeOfType<VendorException>().Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Theory]
    [InlineData(FaultKind.Status)]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.Empty)]
    [InlineData(FaultKind.Garble)]
    public async Task Page_that_cannot_be_read_fails_the_read(FaultKind kind)
    {
        await using var vendor = await ScimVendor.StartAsync(members: 250);
        vendor.Server.Faults.Add(new Fault { Kind = kind, Path = "/Users", Skip = 1 });

        var (_, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task All_groups_and_accounts_are_listed()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { MaxPage = 10 }, members: 35);
        vendor.Store.AddGroup("Second");
        var provider = (IListingVendorProvider)vendor.Provider;

        (await provider.ListUsersAsync(default).CountAsync()).ShouldBe(35);
        (await provider.ListGroupsAsync(default).Select(group => group.Name).ToArrayAsync()).ShouldBe(["SRE", "Second"]);
        vendor.Server.Requests.All.Where(request => request.Path.EndsWith("/Groups", StringComparison.Ordinal))
            .ShouldAllBe(request => request.Query.Contains("excludedAttributes=members"));
    }

    [Fact]
    public async Task List_that_contradicts_itself_is_no_list()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { MaxPage = 10, IgnoresStartIndex = true }, members: 35);
        var provider = (IListingVendorProvider)vendor.Provider;

        var error = await Should.ThrowAsync<VendorException>(async () => await provider.ListUsersAsync(default).CountAsync());

        error.Message.ShouldContain("not certain that everything arrived");
    }
}
