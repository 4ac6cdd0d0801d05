using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.Fixtures.Glean;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>People one by one.</summary>
public sealed class GleanIndividualTests
{
    private static readonly GleanSettings Keeping = new() { Mode = GleanMode.Individual };
    private static readonly GleanSettings Deleting = Keeping with { DeleteMissing = true };

    [Fact]
    public async Task One_who_fails_does_not_stop_the_others()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Seed("somebody@example.com");
        vendor.Server.Misbehave = request => request.Body.ToJsonString().Contains("user0003", StringComparison.Ordinal) ? new GleanFault(400) : null;

        var outcomes = await vendor.ApplyAsync(Keeping, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(20)));

        outcomes.Count(outcome => outcome.Failure is not null).ShouldBe(1);
        vendor.Server.Employees.Count.ShouldBe(20, "19 and the one who was there");
        vendor.Server.Requests.ShouldAllBe(request => request.Operation == "indexemployee");
        (await vendor.ReadAsync(Keeping)).Members.Count.ShouldBe(19);
    }

    [Fact]
    public async Task Without_a_history_nobody_is_taken_away()
    {
        await using var vendor = await GleanVendor.StartAsync();

        var (_, completeness) = await vendor.ReadAsync(Deleting);

        completeness.Status.ShouldBe(CompletenessStatus.Partial);
        completeness.HoldsMapping.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_is_deleted_unless_that_is_said()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(Keeping, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(10)));
        var (members, _) = await vendor.ReadAsync(Keeping);

        var kept = await vendor.ApplyAsync(Keeping, GleanVendor.People, GleanVendor.Removals(members.Take(1)));
        kept[0].Failure.ShouldNotBeNull().Message.ShouldContain("delete_missing is false");
        vendor.Server.Employees.Count.ShouldBe(10);

        (await vendor.ApplyAsync(Deleting, GleanVendor.People, GleanVendor.Removals(members.Take(1))))[0].Failure.ShouldBeNull();
        vendor.Server.Employees.Count.ShouldBe(9);
        (await vendor.ReadAsync(Deleting)).Members.Count.ShouldBe(9);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public async Task New_address_is_another_employee_and_the_old_one_goes_where_that_is_said(bool deletes, int expected)
    {
        await using var vendor = await GleanVendor.StartAsync();
        var settings = deletes ? Deleting : Keeping;
        await vendor.ApplyAsync(settings, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(3)));
        var (members, _) = await vendor.ReadAsync(settings);

        await vendor.ApplyAsync(settings, GleanVendor.People, GleanVendor.Update(members[0], "email", "new@example.com"));

        vendor.Server.Employees.Keys.ShouldContain("new@example.com");
        vendor.Server.Employees.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task Trial_goes_one_by_one_and_takes_nobody_away()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Seed("somebody@example.com");
        vendor.MaxMembers = 5;
        var trial = new GleanSettings();

        var outcomes = await vendor.ApplyAsync(trial, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(5)));

        outcomes.ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Server.Employees.Count.ShouldBe(6);
        vendor.Server.Requests.ShouldAllBe(request => request.UploadId == null);
        var (members, completeness) = await vendor.ReadAsync(trial);
        completeness.HoldsMapping.ShouldBeTrue();
        (await vendor.ApplyAsync(trial, GleanVendor.People, GleanVendor.Removals(members)))[0].Failure.ShouldNotBeNull();

        // What a trial sent is not all that Glean has.
        vendor.MaxMembers = null;
        (await vendor.ReadAsync(new GleanSettings())).Completeness.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Outcome_that_is_not_known_is_sent_again()
    {
        await using var vendor = await GleanVendor.StartAsync();
        vendor.Server.Misbehave = _ => new GleanFault(Status: null, IsAfterEffect: true);
        (await vendor.ApplyAsync(Keeping, GleanVendor.People, GleanVendor.Adds([GleanVendor.Somebody(1)])))[0].Failure!.OutcomeUnknown.ShouldBeTrue();
        vendor.Server.Misbehave = null;

        (await vendor.ReadAsync(Keeping)).Members.ShouldHaveSingleItem().Email.ShouldBeNull("what Glean has is in doubt");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(403)]
    public async Task Old_address_that_could_not_be_deleted_is_deleted_by_the_next_run(int? status)
    {
        await using var vendor = await GleanVendor.StartAsync();
        await vendor.ApplyAsync(Deleting, GleanVendor.People, GleanVendor.Adds(GleanVendor.Crowd(3)));
        var (members, _) = await vendor.ReadAsync(Deleting);
        vendor.Server.Misbehave = request => request.Operation == "deleteemployee" ? new GleanFault(status) : null;
        (await vendor.ApplyAsync(Deleting, GleanVendor.People, GleanVendor.Update(members[0], "email", "new@example.com")))[0].Failure.ShouldNotBeNull();
        vendor.Server.Misbehave = null;

        var again = (await vendor.ReadAsync(Deleting)).Members.Single(member => member.Id == members[0].Id);
        again.Email.ShouldNotBe("new@example.com", "it must differ from the source, or nobody would try again");
        await vendor.ApplyAsync(Deleting, GleanVendor.People, GleanVendor.Update(again, "email", "new@example.com"));

        vendor.Server.Employees.Keys.ShouldBe(["new@example.com", "user0002@example.com", "user0003@example.com"], ignoreOrder: true);
    }

    [Fact]
    public async Task Five_thousand_people_are_sent_one_by_one()
    {
        await using var vendor = await GleanVendor.StartAsync();
        await using var provider = await vendor.ConnectAsync(Keeping);

        foreach (var portion in GleanVendor.Adds(GleanVendor.Crowd(5000)).Chunk(provider.Batch.MaxChanges))
            (await provider.ApplyAsync(GleanVendor.People, portion, CancellationToken.None)).ShouldAllBe(outcome => outcome.Failure == null);

        vendor.Server.Employees.Count.ShouldBe(5000);
        (await vendor.ReadAsync(Keeping)).Members.Count.ShouldBe(5000);
    }
}
