using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

public sealed class ScimMemberTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Member_is_added_and_removed_by_the_safe_path(bool noContent)
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { AnswersNoContent = noContent }, members: 3);
        var id = vendor.Store.AddUser("new");

        await vendor.AddAsync(id);
        vendor.Store.MemberNames(vendor.Group.Id).ShouldBe(["new", "user00001", "user00002", "user00003"]);
        await vendor.RemoveAsync(id);
        vendor.Store.MemberNames(vendor.Group.Id).ShouldBe(["user00001", "user00002", "user00003"]);

        vendor.Writes.ShouldBe(
        [
            $$"""PATCH /Groups/{{vendor.Group.Id}} {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"{{id}}"}]}]}""",
            $$"""PATCH /Groups/{{vendor.Group.Id}} {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members[value eq \"{{id}}\"]"}]}""",
        ]);
    }

    [Fact]
    public async Task What_is_so_already_is_not_written()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 3);
        var outsider = vendor.Store.AddUser("outsider");
        var member = vendor.Store.MemberIds(vendor.Group.Id)[0];

        await vendor.AddAsync(member);
        await vendor.RemoveAsync(outsider);

        vendor.Writes.ShouldBeEmpty();
        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Member_who_was_taken_out_behind_our_back_is_added_again()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 3);
        await vendor.ReadAsync();
        var id = vendor.Store.MemberIds(vendor.Group.Id)[0];
        vendor.Store.RemoveMember(vendor.Group.Id, id);

        await vendor.AddAsync(id);

        vendor.Store.MemberIds(vendor.Group.Id).ShouldContain(id);
    }

    [Fact]
    public async Task Five_thousand_changes_take_ten_requests()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var ids = vendor.Store.AddNumbered(null, 5000);

        (await vendor.ApplyAsync(ChangeAction.Add, ids)).ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.MemberIds(vendor.Group.Id).ShouldBe(ids);
        vendor.Writes.Count.ShouldBe(10);

        (await vendor.ApplyAsync(ChangeAction.Remove, ids)).ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.MemberIds(vendor.Group.Id).ShouldBeEmpty();
        vendor.Writes.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Batch_leaves_out_what_is_so_already()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 10);
        var more = vendor.Store.AddNumbered(null, 5);

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, [.. vendor.Store.MemberIds(vendor.Group.Id), .. more]);

        outcomes.Count.ShouldBe(15);
        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(15);
    }

    [Fact]
    public async Task One_bad_member_does_not_stop_the_others()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var ids = vendor.Store.AddNumbered(null, 200);
        vendor.Server.Options.RefusedMembers.Add(ids[17]);
        vendor.Server.Options.RefusedMembers.Add(ids[150]);

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.Where(outcome => outcome.Failure is not null).Select(outcome => outcome.Change.User.Id).ShouldBe([ids[17], ids[150]]);
        var error = outcomes[17].Failure!;
        error.Failure.ShouldBe(VendorFailure.Rejected);
        error.Message.ShouldContain($"no member {ids[17]} (scimType invalidValue)");
        vendor.Store.MemberIds(vendor.Group.Id).Order().ShouldBe(ids.Except([ids[17], ids[150]]).Order());
    }

    [Fact]
    public async Task Server_that_refuses_everything_is_not_asked_for_everybody()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var ids = vendor.Store.AddNumbered(null, 2000);
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 400, Method = "PATCH" });

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.ShouldAllBe(outcome => outcome.Failure!.Failure == VendorFailure.Rejected);
        vendor.Server.Requests.All.Count.ShouldBeLessThan(600);
    }

    [Fact]
    public async Task Member_without_an_account_is_not_found()
    {
        await using var vendor = await ScimVendor.StartAsync();
        vendor.Server.Options.RefusedMembers.Add("u-gone");

        var error = await Should.ThrowAsync<VendorException>(() => vendor.AddAsync("u-gone"));

        error.Failure.ShouldBe(VendorFailure.NotFound);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(400)]
    public async Task Batch_that_is_too_large_is_halved(int status)
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { MaxMemberChanges = 80, TooManyStatus = status });
        var ids = vendor.Store.AddNumbered(null, 1000);

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.MemberIds(vendor.Group.Id).Order().ShouldBe(ids.Order());
    }

    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.StatusAfter)]
    [InlineData(FaultKind.Garble)]
    public async Task Batch_whose_outcome_is_unknown_is_looked_up_before_it_is_sent_again(FaultKind kind)
    {
        await using var vendor = await ScimVendor.StartAsync();
        var ids = vendor.Store.AddNumbered(null, 50);
        vendor.Server.Faults.Add(new Fault { Kind = kind, Method = "PATCH", Times = 1 });

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.MemberIds(vendor.Group.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task Outcome_that_cannot_be_looked_up_is_unknown()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var ids = vendor.Store.AddNumbered(null, 5);
        await vendor.ReadAsync();
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.ResetAfter, Method = "PATCH" });
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 500, Method = "GET" });

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.ShouldAllBe(outcome => outcome.Failure!.OutcomeUnknown);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(20, false)]
    public async Task Group_that_was_changed_meanwhile_is_read_again_and_not_for_ever(int failures, bool succeeds)
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Etags = true, PreconditionFailures = failures }, members: 3);
        var ids = vendor.Store.AddNumbered(null, 2);

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.ShouldAllBe(outcome => (outcome.Failure == null) == succeeds);
        vendor.Server.Requests.Writes.ShouldAllBe(request => request.Headers.ContainsKey("If-Match"));
        vendor.Server.Requests.Writes.Count.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task Versions_are_followed_from_one_batch_to_the_next()
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { Etags = true, AnswersNoContent = true }, new ScimSettings { MaxMemberChanges = 10 });
        var ids = vendor.Store.AddNumbered(null, 35);

        (await vendor.ApplyAsync(ChangeAction.Add, ids)).ShouldAllBe(outcome => outcome.Failure == null);

        vendor.Store.MemberIds(vendor.Group.Id).ShouldBe(ids);
        vendor.Writes.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_without_patch_gets_the_whole_group_back(bool says)
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Patch = false, SaysPatch = !says }, members: 3);
        var ids = vendor.Store.AddNumbered(null, 2);

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);
        await vendor.RemoveAsync(vendor.Store.MemberIds(vendor.Group.Id)[0]);

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(4);
        var group = vendor.Store.Groups.Single();
        ((string)group["displayName"]!).ShouldBe("SRE");
        group["members"]![0]!["display"].ShouldNotBeNull("what this product does not write is kept");
        vendor.Provider.Capabilities.ReplacesWholeGroup.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ScimMembersFrom.Users)]
    [InlineData(ScimMembersFrom.Group)]
    public async Task Group_whose_members_are_not_all_shown_is_never_replaced(ScimMembersFrom from)
    {
        await using var vendor = await ScimVendor.StartAsync(
            new ScimFakeOptions { Patch = false, ShownMembers = 5 },
            new ScimSettings { MembersFrom = from, MembersLimit = 5 },
            members: 30);
        var id = vendor.Store.AddUser("new");

        var error = await Should.ThrowAsync<VendorException>(() => vendor.AddAsync(id));

        error.Failure.ShouldBe(VendorFailure.Unsupported);
        vendor.Writes.ShouldBeEmpty();
        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(30);
    }

    [Fact]
    public async Task Server_that_takes_others_out_as_well_is_found_out()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 60);
        await vendor.ReadAsync();
        vendor.Server.Options.ShownMembers = 50;
        vendor.Server.Options.LosesHiddenMembers = true;
        var ids = vendor.Store.AddNumbered(null, 3);

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.ShouldAllBe(outcome => outcome.Failure!.Message.Contains("took 10 others out"));
        vendor.Writes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_taken_out_by_a_value_without_being_told()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { RemovesByFilter = false }, members: 10);
        var id = vendor.Store.MemberIds(vendor.Group.Id)[3];

        await Should.ThrowAsync<VendorException>(() => vendor.RemoveAsync(id));
        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(10);

        vendor.Server.Options.RemovesByValue = true;
        await using var told = await ScimVendor.StartAsync(
            new ScimFakeOptions { RemovesByValue = true }, new ScimSettings { MemberRemoval = ScimMemberRemoval.Value }, members: 10);
        await told.RemoveAsync(told.Store.MemberIds(told.Group.Id)[3]);
        told.Store.MemberIds(told.Group.Id).Count.ShouldBe(9);
    }

    [Fact]
    public async Task Ids_cannot_end_a_path()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 2);
        const string Id = "x\"] or members[value eq \"u2";
        vendor.Store.AddMembers(vendor.Group.Id, Id);

        try
        {
            await vendor.RemoveAsync(Id);
        }
        catch (VendorException)
        {
            // The fake does not understand such an id; that nobody else leaves is what counts.
        }

        vendor.Store.MemberIds(vendor.Group.Id).ShouldContain("u2");
        vendor.Store.MemberIds(vendor.Group.Id).ShouldContain("u3");
    }

    [Fact]
    public async Task Many_single_changes_at_once_are_all_made()
    {
        await using var vendor = await ScimVendor.StartAsync(new ScimFakeOptions { Etags = true });
        var ids = vendor.Store.AddNumbered(null, 40);

        await Parallel.ForEachAsync(ids, async (id, _) => await vendor.AddAsync(id));

        vendor.Store.MemberIds(vendor.Group.Id).Order().ShouldBe(ids.Order());
    }

    [Fact]
    public async Task Refused_credentials_stop_a_batch_at_once()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var ids = vendor.Store.AddNumbered(null, 1200);
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 401, Method = "PATCH", Skip = 1 });

        var outcomes = await vendor.ApplyAsync(ChangeAction.Add, ids);

        outcomes.Count(outcome => outcome.Failure is null).ShouldBe(500);
        outcomes.Count(outcome => outcome.Failure is { NotSent: true }).ShouldBe(200);
        vendor.Writes.Count.ShouldBe(2);
    }
}
