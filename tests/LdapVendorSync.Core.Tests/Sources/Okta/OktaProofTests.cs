using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Okta;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Sources.Okta;

/// <summary>When a list of an organization is believed to be whole.</summary>
public sealed class OktaProofTests : IAsyncLifetime
{
    private OktaOrganization _okta = null!;

    private OktaStore Store => _okta.Store;

    public async Task InitializeAsync() => _okta = await OktaOrganization.StartAsync();

    public async Task DisposeAsync() => await _okta.DisposeAsync();

    [Theory]
    [InlineData(4, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(0, true)]
    public async Task Full_page_without_any_link_proves_nothing(int count, bool isProved)
    {
        var group = Store.AddNumbered("SRE", count);
        _okta.Server.Options.LosesLinks = true;

        var (members, read) = await _okta.Open().ReadAllAsync(group.Id);

        members.Count.ShouldBe(Math.Min(count, 2));
        if (isProved)
        {
            read.ShouldBeComplete();
            return;
        }

        var reason = read.ShouldHaveOneReason();
        (reason.Kind, reason.Scope).ShouldBe((ReadReasonKind.NotProved, HoldScope.Mapping));
        reason.Message.ShouldContain("Link header");
    }

    [Theory]
    [InlineData(true, ReadReasonKind.PagingInconsistent)]
    [InlineData(false, null)]
    public async Task List_that_ends_with_a_full_page_is_held_against_the_count(bool isCounted, ReadReasonKind? doubt)
    {
        Store.AddNumbered("SRE", 6);
        _okta.Server.PageFaults.Add(new MemberPageFault(2, MemberPageEffect.ClaimEnd));
        if (!isCounted)
            _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, Path = "expand=stats" });

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        members.Count.ShouldBe(4);
        ReadReasonKind?[] doubts = doubt is null ? [] : [doubt];
        read.Completeness!.Reasons.Select(reason => (ReadReasonKind?)reason.Kind).ShouldBe(doubts);
        read.Completeness.HoldsMapping.ShouldBe(isCounted);
    }

    [Fact]
    public async Task List_that_ends_with_a_full_page_and_is_whole_is_complete()
    {
        Store.AddNumbered("SRE", 4);

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.ShouldBeComplete();
        _okta.Sent.Count(request => request.Contains("expand=stats", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Person_who_is_deactivated_while_everybody_is_read_is_held()
    {
        var ada = Store.AddUser("ada");
        Store.AddUser("bob");
        _okta.Server.Faults.Add(new Fault
        {
            Kind = FaultKind.Slow, DelayMilliseconds = 0, Path = "filter=", Skip = 1, Struck = () => ada.Status = "DEPROVISIONED",
        });

        var (members, read) = await _okta.Open().ReadAllAsync("*");

        members.Count.ShouldBe(2);
        var reason = read.ShouldHaveOneReason();
        (reason.Scope, reason.Reference).ShouldBe((HoldScope.Person, ada.Id));
    }

    [Theory]
    [InlineData("ACTIVE", "DEPROVISIONED", 0)]
    [InlineData("ACTIVE", "DEPROVISIONED", 1)]
    [InlineData("ACTIVE", "DEPROVISIONED", 2)]
    [InlineData("DEPROVISIONED", "ACTIVE", 0)]
    [InlineData("DEPROVISIONED", "ACTIVE", 1)]
    [InlineData("DEPROVISIONED", "ACTIVE", 2)]
    public async Task Person_whose_status_changes_before_any_list_of_everybody_is_never_missing(string before, string after, int list)
    {
        var ada = Store.AddUser("ada", status: before);
        _okta.Server.Faults.Add(new Fault
        {
            Kind = FaultKind.Slow, DelayMilliseconds = 0, Path = "/users[?]", Skip = list, Times = 1, Struck = () => ada.Status = after,
        });

        var (members, _) = await _okta.Open().ReadAllAsync("*");

        members.UserNames().ShouldBe(["ada@example.com"]);
    }

    [Fact]
    public async Task Everybody_on_a_full_page_whose_next_one_is_lost_on_the_way_is_not_proved()
    {
        foreach (var number in Enumerable.Range(1, 5))
            Store.AddUser($"user{number}");
        _okta.Server.Options.LosesNext = true;

        var (members, read) = await _okta.Open().ReadAllAsync("*");

        members.Count.ShouldBe(2);
        var reason = read.ShouldHaveOneReason();
        (reason.Kind, reason.Scope).ShouldBe((ReadReasonKind.NotProved, HoldScope.Mapping));
    }

    [Fact]
    public async Task Everybody_on_one_full_page_is_complete()
    {
        Store.AddUser("ada");
        Store.AddUser("bob");

        var (members, read) = await _okta.Open().ReadAllAsync("*");

        read.ShouldBeComplete();
        members.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Short_page_without_any_link_is_held_against_the_count()
    {
        Store.AddNumbered("SRE", 5);
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, Body = "[]", Path = "/groups/[^/]+/users" });

        var (members, read) = await _okta.Open().ReadAllAsync("SRE");

        members.ShouldBeEmpty();
        read.ShouldHaveOneReason().Message.ShouldContain("Okta counts 5");
    }

    [Theory]
    [InlineData(false, FaultKind.NextIsItself, "search=")]
    [InlineData(true, FaultKind.NextIsItself, "/groups[?]limit=")]
    [InlineData(true, FaultKind.Status, "nothing")]
    public async Task Search_for_a_group_that_is_not_proved_is_no_proof_of_its_absence(bool isIndexBehind, FaultKind fault, string list)
    {
        foreach (var number in Enumerable.Range(0, 320))
            Store.AddGroup($"Team {number:d3}");
        Store.AddGroup("Team");
        _okta.Server.Options.IsIndexBehind = isIndexBehind;
        _okta.Server.Options.LosesNext = fault == FaultKind.Status;
        _okta.Server.Faults.Add(new Fault { Kind = fault, Path = list });

        var (_, read) = await _okta.Open(settings => settings with { PageSize = 200 }).ReadAllAsync("Team");

        var message = read.ShouldHaveFailed(SourceFailure.Malformed).Message;
        message.ShouldContain("cannot find group 'Team'");
        message.ShouldContain("not proved to be whole");
    }

    [Theory]
    [InlineData("search=")]
    [InlineData("/users/[^/]+/groups")]
    public async Task Person_is_not_explained_by_lists_that_are_not_proved(string list)
    {
        var ada = Store.AddUser("ada");
        Store.AddGroup("SRE", ada);
        _okta.Server.Faults.Add(new Fault { Kind = FaultKind.NextIsItself, Path = list });
        var source = _okta.Open();

        var error = await Should.ThrowAsync<SourceException>(async () =>
        {
            var found = await source.FindPeopleAsync("ada@example.com", CancellationToken.None);
            await source.FindWayAsync(new GroupReference("SRE"), found[0], CancellationToken.None);
        });

        error.Message.ShouldContain("not proved to be whole");
    }

    [Fact]
    public async Task Link_to_another_server_is_not_followed()
    {
        Store.AddNumbered("SRE", 3);
        _okta.Server.Options.LinkAuthority = "evil.example.net";

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        read.Completeness.Reasons[0].Message.ShouldContain("is on another server than domain, which would get the credentials");
    }

    [Fact]
    public async Task Cursor_is_sent_back_as_it_came()
    {
        Store.AddNumbered("SRE", 3);

        await _okta.Open().ReadAllAsync("SRE");

        _okta.Server.Requests.All.ShouldContain(request => request.Query.Contains("after=Y3Vyc29yO", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultKind.RepeatPage)]
    [InlineData(FaultKind.EndlessPages)]
    [InlineData(FaultKind.NextIsItself)]
    [InlineData(FaultKind.OverlapPages)]
    public async Task Pages_that_contradict_each_other_hold_the_mapping(FaultKind fault)
    {
        Store.AddNumbered("SRE", 5);
        _okta.Server.Faults.Add(new Fault { Kind = fault, Path = "/groups/[^/]+/users" });

        var (_, read) = await _okta.Open().ReadAllAsync("SRE");

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
        read.Completeness.Reasons[0].Kind.ShouldBe(ReadReasonKind.PagingInconsistent);
    }
}
