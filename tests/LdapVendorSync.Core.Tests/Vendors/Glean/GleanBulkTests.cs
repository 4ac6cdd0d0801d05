using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.Fixtures.Glean;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>People by uploads of several pages.</summary>
public sealed class GleanBulkTests
{
    private static readonly GleanSettings First = new() { TakeOver = true, PageSize = 10 };
    private static readonly GleanSettings Later = new() { PageSize = 10 };

    [Fact]
    public async Task Upload_has_one_id_on_every_page_and_says_where_it_begins_and_ends()
    {
        await using var vendor = await GleanVendor.StartAsync();

        var outcomes = await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(25)));

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Server.Employees.Count.ShouldBe(25);
        var pages = vendor.Server.Requests;
        pages.Select(page => page.Items.Count).ShouldBe([10, 10, 5]);
        pages.Select(page => page.UploadId).Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
        pages.Select(page => page.IsFirstPage).ShouldBe([true, false, false]);
        pages.Select(page => page.IsLastPage).ShouldBe([false, false, true]);
        pages.ShouldAllBe(page => !page.IsForced && page.IsStaleCheckDisabled == null);
    }

    [Fact]
    public async Task Change_uploads_everybody_so_that_who_stays_stays()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(25)));
        var (members, completeness) = await vendor.ReadAsync(Later);
        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(25);

        await vendor.ApplyAsync(
            Later,
            GleanVendor.People,
            [GleanVendor.Update(members[0], "title", "Chief"), .. GleanVendor.Removals([members[7]]), .. GleanVendor.Adds([GleanVendor.Somebody(26)])]);

        var employees = vendor.Server.Employees;
        employees.Count.ShouldBe(25);
        ((string?)employees["user0001@example.com"]["title"]).ShouldBe("Chief");
        employees.Keys.ShouldNotContain("user0008@example.com");
        employees.Keys.ShouldContain("user0026@example.com");
        (await vendor.ReadAsync(Later)).Members.Count.ShouldBe(25);
    }

    [Fact]
    public async Task Nothing_known_of_glean_is_replaced_only_where_that_is_said()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Seed("somebody@example.com");

        var (_, completeness) = await vendor.ReadAsync(Later);

        completeness.Status.ShouldBe(CompletenessStatus.Failed);
        completeness.Error.ShouldNotBeNull().Message.ShouldContain("glean.take_over");
        await Should.ThrowAsync<VendorException>(() => vendor.ApplyAsync(Later, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(3))));
        vendor.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lost_history_replaces_nothing()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(25)));
        vendor.Server.ClearRequests();
        await vendor.LoseHistoryAsync();

        (await vendor.ReadAsync(Later)).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
        await Should.ThrowAsync<VendorException>(() => vendor.ApplyAsync(Later, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(1))));

        vendor.Server.Requests.ShouldBeEmpty();
        vendor.Server.Employees.Count.ShouldBe(25);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Page_in_the_middle_that_fails_is_sent_again_as_it_was(int status)
    {
        await using var vendor = await GleanVendor.StartAsync();
        var failed = 0;
        vendor.Server.Misbehave = request => request is { IsFirstPage: false, IsLastPage: false } && failed++ == 0 ? new GleanFault(status) : null;

        var outcomes = await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(25)));

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Server.Employees.Count.ShouldBe(25);
        var pages = vendor.Server.Requests;
        pages.Count.ShouldBe(4);
        pages[2].Body.ToJsonString().ShouldBe(pages[1].Body.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_that_begins_or_ends_the_upload_and_may_have_arrived_begins_another_upload(bool isFirst)
    {
        await using var vendor = await GleanVendor.StartAsync();
        var failed = 0;
        vendor.Server.Misbehave = request =>
            (isFirst ? request.IsFirstPage : request.IsLastPage) && failed++ == 0 ? new GleanFault(Status: null, IsAfterEffect: true) : null;

        var outcomes = await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(25)));

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Server.Employees.Count.ShouldBe(25);
        vendor.Server.IsUploadOpen.ShouldBeFalse();
        var begun = vendor.Server.Requests.Where(page => page.IsFirstPage).ToList();
        begun.Select(page => page.IsForced).ShouldBe([false, true]);
        begun[0].UploadId.ShouldNotBe(begun[1].UploadId);
    }

    [Fact]
    public async Task Upload_that_never_ends_deletes_nobody_and_the_next_run_discards_it_and_sends_everything()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(30)));
        var (members, _) = await vendor.ReadAsync(Later);
        vendor.Server.Misbehave = request => request.IsLastPage ? new GleanFault(500) : null;

        var outcomes = await vendor.ApplyAsync(
            Later, GleanVendor.People, [.. GleanVendor.Removals(members.Take(2)), .. GleanVendor.Adds([GleanVendor.Somebody(31)])]);

        outcomes.ShouldAllBe(outcome => outcome.Failure != null && outcome.Failure.OutcomeUnknown);
        vendor.Server.Employees.Keys.ShouldContain("user0001@example.com");
        vendor.Server.IsUploadOpen.ShouldBeTrue();
        vendor.Server.Misbehave = null;
        vendor.Server.ClearRequests();

        // Whoever is in doubt is read without a profile, so that the comparison finds a difference and everything is sent again.
        var (afterwards, completeness) = await vendor.ReadAsync(Later);
        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        afterwards.Count.ShouldBe(31);
        var doubtful = afterwards.Where(member => member.Email is null).ToList();
        doubtful.Select(member => member.UserName).Order().ShouldBe(["user0001", "user0002", "user0031"]);
        var again = doubtful.ConvertAll(member => GleanVendor.Update(member, "email", $"{member.UserName}@example.com"));
        (await vendor.ApplyAsync(Later, GleanVendor.People, again)).ShouldAllBe(outcome => outcome.Failure == null);

        vendor.Server.Requests[0].IsForced.ShouldBeTrue();
        vendor.Server.Employees.Count.ShouldBe(31);
        (await vendor.ReadAsync(Later)).Members.ShouldAllBe(member => member.Email != null);
    }

    [Fact]
    public async Task Page_that_is_refused_fails_the_upload_and_nothing_is_taken_for_sent()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Misbehave = _ => new GleanFault(400);

        var outcomes = await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(3)));

        outcomes.ShouldAllBe(outcome => outcome.Failure!.Failure == VendorFailure.Rejected && !outcome.Failure.OutcomeUnknown);
        (await vendor.ReadAsync(First)).Members.ShouldBeEmpty();
        vendor.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Uploads_that_glean_has_ended_name_the_other_mode(int status)
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Misbehave = _ => new GleanFault(status);

        var outcomes = await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(2)));

        outcomes.ShouldAllBe(outcome => outcome.Failure!.Message.Contains("glean.mode: individual", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Last_page_alone_switches_gleans_own_check_off()
    {
        await using var vendor = await GleanVendor.StartAsync();
        var settings = First with { PageSize = 2, DisableStaleDataDeletionCheck = true };

        await vendor.ApplyAsync(settings, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(5)));

        vendor.Server.Requests.Select(request => request.Body.ContainsKey("disableStaleDataDeletionCheck")).ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task Upload_of_another_program_is_left_alone()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Misbehave = _ => new GleanFault(409);

        var outcomes = await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(3)));

        outcomes[0].Failure.ShouldNotBeNull().Message.ShouldContain("glean.force_restart_upload");
        vendor.Server.Requests.ShouldHaveSingleItem().IsForced.ShouldBeFalse();
    }

    [Fact]
    public async Task Uploads_follow_one_another()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Delay = _ => Task.Delay(20);
        await using var provider = await vendor.ConnectAsync(First);

        await Task.WhenAll(Enumerable.Range(1, 6).Select(
            number => provider.ApplyAsync(GleanVendor.People, GleanVendor.Adds([GleanVendor.Somebody(number)]), CancellationToken.None)));

        vendor.Server.Employees.Count.ShouldBe(6);
        vendor.Server.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Too_many_who_would_go_stay_and_the_rest_goes_on()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(30)));
        var (members, _) = await vendor.ReadAsync(Later);

        var outcomes = await vendor.ApplyAsync(
            Later, GleanVendor.People, [.. GleanVendor.Removals(members.Take(10)), .. GleanVendor.Adds([GleanVendor.Somebody(31)])]);

        outcomes.Take(10).ShouldAllBe(outcome => outcome.Failure!.NotSent && outcome.Failure.Message.Contains("glean.max_shrink_percent"));
        outcomes[10].Failure.ShouldBeNull();
        vendor.Server.Employees.Count.ShouldBe(31);
    }

    [Fact]
    public async Task Limit_counts_over_all_calls_of_a_run()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(30)));
        await using var provider = await vendor.ConnectAsync(Later with { MaxShrinkPercent = 15 });
        var members = await provider.ReadGroupMembers(GleanVendor.People, CancellationToken.None).ToListAsync();

        var refused = 0;
        foreach (var member in members.Take(10))
            refused += (await provider.ApplyAsync(GleanVendor.People, GleanVendor.Removals([member]), CancellationToken.None))[0].Failure is null ? 0 : 1;

        refused.ShouldBe(6);
        vendor.Server.Employees.Count.ShouldBe(26);
    }

    [Fact]
    public async Task New_addresses_of_too_many_are_as_people_who_go()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(30)));
        var (members, _) = await vendor.ReadAsync(Later);
        vendor.Server.ClearRequests();

        var outcomes = await vendor.ApplyAsync(
            Later, GleanVendor.People, [.. members.Select(member => GleanVendor.Update(member, "email", $"{member.UserName}@new.example.com"))]);

        outcomes.ShouldAllBe(outcome => outcome.Failure != null);
        vendor.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Few_of_a_small_crowd_stay_unless_gleans_own_check_is_switched_off()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(4)));
        var (members, _) = await vendor.ReadAsync(Later);

        var held = await vendor.ApplyAsync(Later, GleanVendor.People, GleanVendor.Removals(members.Take(1)));
        held[0].Failure.ShouldNotBeNull().Message.ShouldContain("glean.disable_stale_data_deletion_check");
        vendor.Server.Employees.Count.ShouldBe(4);
        vendor.Server.ClearRequests();

        await vendor.ApplyAsync(Later with { DisableStaleDataDeletionCheck = true, PageSize = 2 }, GleanVendor.People, GleanVendor.Removals(members.Take(1)));
        vendor.Server.Employees.Count.ShouldBe(3);
        vendor.Server.Requests.Select(page => page.IsStaleCheckDisabled).ShouldBe([null, true]);
    }

    [Fact]
    public async Task Whoever_lacks_what_glean_needs_is_told_and_the_others_go()
    {
        await using var vendor = await GleanVendor.StartAsync();
        GroupMember[] people =
        [
            GleanVendor.Somebody(1),
            GleanVendor.Somebody(2) with { Email = null },
            GleanVendor.Somebody(3).WithValue("department", null),
            GleanVendor.Somebody(4) with { FirstName = " ", LastName = null },
            GleanVendor.Somebody(5).WithValue("startDate", "yesterday"),
            GleanVendor.Somebody(6).WithValue("type", "ROBOT"),
            GleanVendor.Somebody(7) with { Email = "user0001@example.com" },
        ];

        var outcomes = await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(people));

        outcomes.Select(outcome => outcome.Failure is null).ShouldBe([true, false, false, true, false, false, false]);
        outcomes.Where(outcome => outcome.Failure is not null).ShouldAllBe(outcome => outcome.Failure!.NotSent);
        outcomes[1].Failure!.Message.ShouldContain("mail address");
        outcomes[2].Failure!.Message.ShouldContain("department");
        vendor.Server.Employees.Keys.ShouldBe(["user0001@example.com", "user0004@example.com"]);
        vendor.Server.Employees["user0004@example.com"].ShouldNotContainKey("firstName");
    }

    [Fact]
    public async Task Somebody_who_lost_what_glean_needs_stays_as_they_were()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(3)));
        var (members, _) = await vendor.ReadAsync(Later);

        var outcomes = await vendor.ApplyAsync(Later, GleanVendor.People, GleanVendor.Update(members[0], "department", null));

        outcomes[0].Failure.ShouldNotBeNull().Message.ShouldContain("stays as it is");
        vendor.Server.Employees.Count.ShouldBe(3);
        ((string?)vendor.Server.Employees["user0001@example.com"]["department"]).ShouldBe("Engineering");
    }

    [Fact]
    public async Task Every_field_goes_where_glean_has_it()
    {
        await using var vendor = await GleanVendor.StartAsync();
        var person = GleanVendor.Somebody(1)
            .WithValue("title", "Engineer").WithValue("phoneNumber", "+1 555").WithValue("managerEmail", "boss@example.com")
            .WithValue("structuredLocation.city", "Bern").WithValue("socialNetworks.linkedin", "https://linkedin.example/u1")
            .WithValue("additionalFields.languages", "German").WithValue("relationships.EXECUTIVE_ASSISTANT", "boss@example.com")
            .WithValue("employeeId", "4711").WithValue("startDate", "20240229000000Z").WithValue("alsoKnownAs", "One").WithValue("type", "CONTRACTOR");

        (await vendor.ApplyAsync(First, GleanVendor.People, GleanVendor.Adds([person])))[0].Failure.ShouldBeNull();

        var employee = vendor.Server.Employees["user0001@example.com"];
        ((string?)employee["structuredLocation"]!["city"]).ShouldBe("Bern");
        ((string?)employee["socialNetworks"]![0]!["name"]).ShouldBe("linkedin");
        ((string?)employee["additionalFields"]![0]!["key"]).ShouldBe("languages");
        ((string?)employee["id"]).ShouldBe("4711");
        ((string?)employee["startDate"]).ShouldBe("2024-02-29");
        employee.ShouldNotContainKey("userName");
    }

    [Fact]
    public async Task Dry_run_writes_nothing()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await using var provider = await vendor.ConnectAsync(First, dryRun: true);

        await Should.ThrowAsync<VendorException>(
            () => provider.ApplyAsync(GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(1)), CancellationToken.None));

        vendor.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refused_token_sends_nothing_more()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Misbehave = _ => new GleanFault(401);
        await using var provider = await vendor.ConnectAsync(First);

        var one = await provider.ApplyAsync(GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(1)), CancellationToken.None);
        var two = await provider.ApplyAsync(GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(1)), CancellationToken.None);

        one[0].Failure!.Failure.ShouldBe(VendorFailure.Authentication);
        two[0].Failure!.NotSent.ShouldBeTrue();
        vendor.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Processing_is_asked_for_once_for_all_that_was_sent_and_too_often_is_no_fault()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.ProcessingLimit = 1;
        for (var number = 1; number <= 3; number += 2)
        {
            await using var provider = await vendor.ConnectAsync(First with { ProcessAfterUpload = true });
            await GleanVendor.ApplyAsync(provider, GleanVendor.People, GleanVendor.Adds([GleanVendor.Somebody(number)]));
            await GleanVendor.ApplyAsync(provider, GleanVendor.People, GleanVendor.Adds([GleanVendor.Somebody(number + 1)]));
        }

        await using (await vendor.ConnectAsync(First with { ProcessAfterUpload = true }))
        {
            // Nothing was sent, so that there is nothing to process.
        }

        vendor.Server.Requests.Select(request => request.Operation).ShouldBe(
            ["bulkindexemployees", "bulkindexemployees", "processallemployeesandteams", "bulkindexemployees", "bulkindexemployees", "processallemployeesandteams"]);
        vendor.Server.Employees.Count.ShouldBe(4);
        vendor.Log.At(LogLevel.Warning).ShouldNotContain(text => text.Contains("processed", StringComparison.Ordinal));
    }
}
