using System.Text.Json.Nodes;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

/// <summary>Servers whose answers, taken at their word, would take people out of groups, or keep changes from being made.</summary>
public sealed class ScimSafetyTests
{
    private const string SoftError =
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"503","detail":"try again later"}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filter_by_group_that_is_overlooked_makes_nobody_a_member(bool showsGroups)
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { IgnoresFilters = true, ShowsGroups = showsGroups },
            new ScimSettings { MembersFrom = ScimMembersFrom.Users },
            members: 3);
        vendor.Store.AddUser("of no group");

        var (_, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Error!.Message.ShouldContain(showsGroups ? "gave 1 others too" : "even one that cannot be there");
    }

    [Fact]
    public async Task Filter_by_group_is_trusted_where_it_finds_nobody_in_a_group_that_is_not_there()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { ShowsGroups = false }, new ScimSettings { MembersFrom = ScimMembersFrom.Users }, members: 3);
        vendor.Store.AddUser("of no group");

        var (members, completeness) = await vendor.ReadAsync();
        await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(3);
        vendor.Server.Requests.All.Count(request => !request.Query.Contains(vendor.Group.Id, StringComparison.Ordinal))
            .ShouldBe(1, "it is asked once while the vendor is connected");
    }

    [Theory]
    [InlineData(SoftError, "503 try again later")]
    [InlineData("""{"id":"g-other","displayName":"SRE"}""", "not the group")]
    [InlineData("""{"error":"try again later"}""", "not the group")]
    public async Task Answer_that_is_not_the_group_is_no_empty_group(string body, string message)
    {
        await using var vendor = await ScimVendor.StartAsync(members: 3);
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/Groups/" });

        var (_, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Error!.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Members_that_are_no_list_are_no_empty_group()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 3);
        var body = $$$"""{"id":"{{{vendor.Group.Id}}}","displayName":"SRE","members":{"value":"u2"}}""";
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/Groups/" });

        (await vendor.ReadAsync()).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Theory]
    [InlineData(SoftError)]
    [InlineData("""{"error":"try again later"}""")]
    public async Task Answer_that_is_no_list_is_not_the_proof_that_there_is_nobody(string body)
    {
        await using var vendor = await ScimVendor.StartAsync();
        vendor.Store.AddUser("ada");
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = @"/(Users|Groups)\?" });
        var provider = (IListingVendorProvider)vendor.Provider;

        await Should.ThrowAsync<VendorException>(() => vendor.FindAsync("ada"));
        await Should.ThrowAsync<VendorException>(() => provider.FindGroupAsync("SRE", default));
        await Should.ThrowAsync<VendorException>(async () => await provider.ListUsersAsync(default).CountAsync());
    }

    [Fact]
    public async Task Change_that_is_answered_by_an_error_with_status_200_is_looked_up_and_sent_again()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var id = vendor.Store.AddUser("new");
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = SoftError, Method = "PATCH", Times = 1 });

        await vendor.AddAsync(id);

        vendor.Store.MemberIds(vendor.Group.Id).ShouldBe([id]);
    }

    [Fact]
    public async Task Account_that_another_is_given_for_is_not_that_account()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var id = vendor.Store.AddUser("ada");
        var body = new JsonObject { ["id"] = "u-other", ["userName"] = "bob" }.ToJsonString();
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = body, Path = "/Users/" });

        (await Should.ThrowAsync<VendorException>(() => vendor.FindAsync(id, AttributeNames.Id))).Message.ShouldContain("another account");
    }

    [Fact]
    public async Task Group_that_was_seen_to_be_cut_off_is_not_replaced_once_patch_turns_out_to_be_missing()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { Patch = false, SaysPatch = true, ShownMembers = 50 }, members: 60);
        var id = vendor.Store.AddUser("new");
        (await vendor.ReadAsync()).Completeness.HoldsMapping.ShouldBeTrue();

        (await Should.ThrowAsync<VendorException>(() => vendor.AddAsync(id))).Failure.ShouldBe(VendorFailure.Unsupported);

        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(60);
        vendor.Server.Requests.Writes.ShouldNotContain(request => request.Method == "PUT");
    }

    [Fact]
    public async Task Cut_off_group_is_found_out_also_where_all_its_accounts_are_known()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { ShownMembers = 50 }, members: 60);
        var other = vendor.Store.AddGroup("Other", [.. vendor.Store.MemberIds(vendor.Group.Id)]);
        await vendor.ReadAsync();

        var read = vendor.Provider.ReadGroupMembers(new VendorGroup(other, "Other"), default);
        await read.CountAsync();

        read.Completeness!.HoldsMapping.ShouldBeTrue();
    }

    [Fact]
    public async Task Member_who_is_not_shown_is_taken_out_all_the_same()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { ShownMembers = 20 }, new ScimSettings { MembersLimit = 20 }, members: 30);
        var hidden = vendor.Store.MemberIds(vendor.Group.Id)[25];

        await vendor.RemoveAsync(hidden);

        vendor.Store.MemberIds(vendor.Group.Id).ShouldNotContain(hidden);
        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(29);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_that_empties_a_group_instead_gets_no_second_one(bool noContent)
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { OverlooksPathFilters = true, AnswersNoContent = noContent }, members: 10);
        string[] ids = [.. vendor.Store.MemberIds(vendor.Group.Id)];
        var other = new VendorGroup(vendor.Store.AddGroup("Other", ids), "Other");

        var first = await Should.ThrowAsync<VendorException>(() => vendor.RemoveAsync(ids[0]));
        var second = await Should.ThrowAsync<VendorException>(
            () => vendor.Provider.RemoveGroupMemberAsync(other, new GroupMember { Id = ids[0] }, default));

        first.Message.ShouldContain("took 9 others out");
        second.Message.ShouldContain("nobody else is taken out");
        second.NotSent.ShouldBeTrue();
        vendor.Store.MemberIds(other.Id).Count.ShouldBe(10);
        vendor.Writes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Removals_that_are_not_shown_are_looked_up_once()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { AnswersNoContent = true }, new ScimSettings { MaxMemberChanges = 10 }, members: 60);

        (await vendor.ApplyAsync(ChangeAction.Remove, vendor.Store.MemberIds(vendor.Group.Id).Take(50)))
            .ShouldAllBe(outcome => outcome.Failure == null);

        vendor.Writes.Count.ShouldBe(5);
        vendor.Server.Requests.All.Count(request => request.Method == "GET").ShouldBe(2, "before the first, and after it");
    }

    [Fact]
    public async Task Group_that_is_too_large_to_be_replaced_fails_at_once()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Patch = false }, members: 3);
        var ids = vendor.Store.AddNumbered(null, 10);
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 413, Method = "PUT" });

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids).WaitAsync(TimeSpan.FromSeconds(30));

        outcomes.ShouldAllBe(outcome => outcome.Failure!.StatusCode == 413);
        vendor.Writes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Groups_that_meet_the_lack_of_patch_at_the_same_time_are_both_changed()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Patch = false, SaysPatch = true });
        var id = vendor.Store.AddUser("new");
        string[] groups = [.. Enumerable.Range(1, 8).Select(number => vendor.Store.AddGroup($"group {number}"))];
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Slow, Method = "PATCH", DelayMilliseconds = 200 });

        await Task.WhenAll(groups.Select(group => vendor.Provider.AddGroupMemberAsync(
            new VendorGroup(group, group), new GroupMember { Id = id, UserName = "new" }, default)));

        groups.ShouldAllBe(group => vendor.Store.MemberIds(group).SequenceEqual(new[] { id }));
    }

    [Fact]
    public async Task Addresses_whose_types_differ_in_case_are_not_both_replaced()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var emails = JsonNode.Parse("""[{"value":"a@x","type":"Work","primary":true},{"value":"b@x","type":"work"}]""");
        var id = vendor.Store.AddUser("ada", new JsonObject { ["emails"] = emails });
        var ada = (await vendor.FindAsync("ada")).ShouldNotBeNull();

        await vendor.Provider.UpdateUserAsync(ada, [new AttributeDifference(AttributeNames.Email, "a@x", "c@x")], default);

        vendor.Writes.ShouldHaveSingleItem().ShouldNotContain("type eq");
        ada.Id.ShouldBe(id);
    }

    [Fact]
    public async Task Update_that_changes_nothing_is_not_sent_in_bulk()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Bulk = true });
        GroupMember[] users = [.. vendor.Store.AddNumbered(null, 3).Select(id => new GroupMember { Id = id })];
        var without = new GroupMember { Id = vendor.Store.AddUser("without address") };
        AttributeDifference[] blank = [new(AttributeNames.Email, null, null)];

        var outcomes = await vendor.Provider.ApplyAsync(
            vendor.Group, [.. users.Append(without).Select(user => new BatchChange(ChangeAction.Update, user, blank))], default);

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Writes.ShouldHaveSingleItem().ShouldNotContain(without.Id);
    }
}
