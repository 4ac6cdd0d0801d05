using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Sync;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Entra;

/// <summary>Whole runs over Entra that read only what changed.</summary>
public sealed class EntraIncrementalTests : IAsyncLifetime
{
    private EntraRuns _runs = null!;

    public async Task InitializeAsync() => _runs = await EntraRuns.StartAsync();

    public async Task DisposeAsync() => await _runs.DisposeAsync();

    [Fact]
    public async Task Third_run_reads_no_group_where_nothing_changed()
    {
        var first = await _runs.RunAsync();
        await _runs.RunAsync();
        _runs.Server.Requests.Clear();

        var third = await _runs.RunAsync();

        first.ExitCode.ShouldBe(SyncExitCode.Done, first.Describe());
        first.Totals.Added.ShouldBe(5);
        third.Totals.ShouldBe(new SyncTotals { Unchanged = 5 }, third.Describe());
        _runs.GroupsRead().ShouldBeEmpty();
        _runs.Server.GraphRequests.ShouldAllBe(request => request.Path.EndsWith("/delta", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_that_the_first_read_missed_is_seen_by_the_next_run()
    {
        var bob = _runs.Server.Store.User("bob");
        _runs.Server.Store.RemoveMember(_runs.Staff, bob);
        // A server that lags behind still answers the reads of the first run, while the changes count this one as told.
        _runs.Server.Store.Lag(_runs.Staff, bob);
        await _runs.RunAsync();
        _runs.Server.Store.CatchUp();

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
    }

    [Fact]
    public async Task Group_that_did_not_change_is_not_read_because_another_one_did()
    {
        await _runs.RunAsync();
        await _runs.RunAsync();
        _runs.Server.Requests.Clear();
        _runs.Server.Store.Update(_runs.Staff, staff => staff["description"] = "Everybody");

        await _runs.RunAsync();

        _runs.GroupsRead().ShouldBe([_runs.Staff.Id]);
    }

    [Fact]
    public async Task Group_that_takes_the_name_of_a_mapped_one_is_noticed()
    {
        await _runs.RunAsync();
        await _runs.RunAsync();
        _runs.Server.Store.Update(_runs.Staff, staff => staff["displayName"] = "site reliability");

        var run = await _runs.RunAsync();

        run.Changes.ShouldBeEmpty();
        run.Describe().ShouldContain(_runs.Sre.Id);
    }

    [Fact]
    public async Task Group_that_was_deleted_and_made_anew_with_its_name_removes_nobody()
    {
        await _runs.RunAsync();
        await _runs.RunAsync();
        _runs.Server.Store.Delete(_runs.Sre);
        _runs.Server.Store.AddGroup("Site Reliability", _runs.Server.Store.User("carol"));

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldNotContain(change => change.StartsWith("Remove", StringComparison.Ordinal) && change.EndsWith("Applied", StringComparison.Ordinal));
        run.ExitCode.ShouldNotBe(SyncExitCode.Done, run.Describe());
    }

    [Theory]
    [InlineData("wiki-staff", "deleted")]
    [InlineData("wiki-sre", "nested group taken out")]
    [InlineData("wiki-sre", "nested group deleted")]
    public async Task What_went_is_seen_after_runs_that_read_nothing(string group, string change)
    {
        await _runs.RunAsync();
        await _runs.RunAsync();
        await _runs.RunAsync();
        switch (change)
        {
            case "deleted":
                _runs.Server.Store.Delete(_runs.Server.Store.User("bob"));
                break;
            case "nested group taken out":
                _runs.Server.Store.RemoveMember(_runs.Sre, _runs.Oncall);
                break;
            default:
                _runs.Server.Store.Delete(_runs.Oncall);
                break;
        }

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldContain($"Remove {group} {(change == "deleted" ? "bob" : "carol")} Applied");
    }

    [Fact]
    public async Task Attribute_that_is_asked_for_later_is_read_of_groups_that_did_not_change()
    {
        _runs.Server.Store.User("bob")["employeeId"] = "E-2";
        await _runs.RunAsync();
        await _runs.RunAsync();

        var run = await _runs.RunAsync(change: yaml => yaml.Replace("\"{department}\"", "\"{department}\"\n  title: \"{employeeId}\"", StringComparison.Ordinal)
            .Replace("[employeeId, ", "[employeeId, officeLocation, ", StringComparison.Ordinal));

        run.Totals.Updated.ShouldBeGreaterThan(0, run.Describe());
    }

    [Fact]
    public async Task Person_who_was_deleted_and_restored_is_back_in_their_groups()
    {
        await _runs.RunAsync();
        await _runs.RunAsync();
        var bob = _runs.Server.Store.User("bob");
        _runs.Server.Store.Delete(bob);
        (await _runs.RunAsync()).Totals.Removed.ShouldBe(2);
        await _runs.RunAsync();
        await _runs.RunAsync();
        _runs.Server.Store.Restore(bob, _runs.Staff, _runs.Sre);

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldBe(["Add wiki-staff bob Applied", "Add wiki-sre bob Applied"], ignoreOrder: true);
    }

    [Fact]
    public async Task Changes_that_break_off_are_told_again_to_the_next_run()
    {
        await _runs.RunAsync();
        await _runs.RunAsync();
        _runs.Server.Store.RemoveMember(_runs.Staff, _runs.Server.Store.User("bob"));
        _runs.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/delta" });
        _runs.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/members" });
        (await _runs.RunAsync()).ExitCode.ShouldNotBe(SyncExitCode.Done);
        _runs.Server.Faults.Clear();

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
    }

    [Theory]
    [InlineData(MemberPageEffect.Status)]
    [InlineData(MemberPageEffect.Cut)]
    [InlineData(MemberPageEffect.RepeatFirstPage)]
    public async Task Read_that_fails_after_its_change_was_told_is_made_up_for(MemberPageEffect effect)
    {
        foreach (var user in _runs.Server.Store.AddUsers(20, "more"))
            _runs.Server.Store.AddMember(_runs.Staff, user);
        Func<string, string> small = yaml => yaml.Replace("recurse: true", "recurse: true\n    page_size: 5", StringComparison.Ordinal);
        await _runs.RunAsync(change: small);
        await _runs.RunAsync(change: small);
        _runs.Server.Store.RemoveMember(_runs.Staff, _runs.Server.Store.User("bob"));
        _runs.Server.PageFaults.Add(new MemberPageFault(2, effect));
        var broken = await _runs.RunAsync(change: small);
        _runs.Server.PageFaults.Clear();

        var well = await _runs.RunAsync(change: small);

        broken.Totals.Removed.ShouldBe(0, broken.Describe());
        broken.ExitCode.ShouldNotBe(SyncExitCode.Done, broken.Describe());
        EntraRuns.Changes(well).ShouldBe(["Remove wiki-staff bob Applied"]);
    }

    [Fact]
    public async Task Those_who_joined_and_left_are_seen_and_other_groups_not_read()
    {
        await _runs.RunAsync();
        await _runs.RunAsync();
        _runs.Server.Requests.Clear();
        _runs.Server.Store.RemoveMember(_runs.Staff, _runs.Server.Store.User("bob"));
        _runs.Server.Store.AddMember(_runs.Staff, _runs.Server.Store.User("user00001"));

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldBe(["Add wiki-staff user00001 Applied", "Remove wiki-staff bob Applied"], ignoreOrder: true);
        _runs.GroupsRead().ShouldContain(_runs.Staff.Id);
    }

    [Fact]
    public async Task Member_of_a_nested_group_who_left_is_seen()
    {
        await _runs.RunAsync();
        _runs.Server.Store.RemoveMember(_runs.Oncall, _runs.Server.Store.User("carol"));

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldBe(["Remove wiki-sre carol Applied"]);
    }

    [Fact]
    public async Task Field_of_a_member_that_changed_is_seen()
    {
        await _runs.RunAsync();
        _runs.Server.Store.Update(_runs.Server.Store.User("alice"), alice => alice["department"] = "Sales");

        var run = await _runs.RunAsync();

        run.Totals.Updated.ShouldBeGreaterThan(0, run.Describe());
    }

    [Theory]
    [InlineData(410)]
    [InlineData(400)]
    public async Task Lost_token_means_a_full_read_and_removes_nobody_who_is_still_there(int status)
    {
        await _runs.RunAsync();
        _runs.Server.Options.LostTokenStatus = status;
        _runs.Server.ExpireDeltaTokens();
        _runs.Server.Store.RemoveMember(_runs.Staff, _runs.Server.Store.User("bob"));
        _runs.Server.Requests.Clear();

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
        _runs.GroupsRead().ShouldContain(_runs.Sre.Id);
    }

    [Fact]
    public async Task Changes_that_cannot_be_asked_for_mean_a_full_read()
    {
        await _runs.RunAsync();
        _runs.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, Path = "/delta" });
        _runs.Server.Store.RemoveMember(_runs.Staff, _runs.Server.Store.User("bob"));

        var run = await _runs.RunAsync();

        EntraRuns.Changes(run).ShouldBe(["Remove wiki-staff bob Applied"]);
    }
}
