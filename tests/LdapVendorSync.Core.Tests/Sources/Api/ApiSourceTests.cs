using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sources.Api;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Api;

namespace LdapVendorSync.Core.Tests.Sources.Api;

/// <summary>What <see cref="ApiSource"/> makes of what its API tells it, beyond the matrix.</summary>
public sealed class ApiSourceTests : IDisposable
{
    private readonly ScriptedDirectory _directory = new();

    public ApiSourceTests() => _directory.Add("staff", "anna", "berta");

    public void Dispose() => _directory.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task Person_who_comes_twice_and_not_the_same_is_taken_as_first_seen_and_kept()
    {
        _directory.Add("inner", "anna");
        Nest("staff", "inner");
        _directory.See = (group, entry) => group.Name == "inner" ? entry with { LeftOut = "status SUSPENDED" } : entry;

        var (members, read) = await ReadAsync(new GroupReference("staff", Recurse: true));

        members.UserNames().ShouldBe(["anna", "berta"]);
        var reason = read.ShouldHaveOneReason();
        reason.Scope.ShouldBe(HoldScope.Person);
        reason.Reference.ShouldBe("id-anna");
        reason.Message.ShouldContain("status SUSPENDED");
        read.FilteredOut.ShouldBe(0);
    }

    [Fact]
    public async Task Person_whose_data_differ_from_page_to_page_is_told_of()
    {
        _directory.Faults.Add(new MemberPageFault(2, MemberPageEffect.RepeatPeople));
        _directory.Add("staff", "carla", "dora", "erna");
        var sight = 0;
        _directory.See = (_, entry) => entry with { Person = entry.Person with { Email = $"{Interlocked.Increment(ref sight)}@example.com" } };

        var (members, read) = await ReadAsync(new GroupReference("staff"));

        members.Count.ShouldBe(5);
        read.Completeness!.Reasons.Count.ShouldBe(2);
        read.Completeness.Reasons.ShouldAllBe(reason => reason.Scope == HoldScope.Person);
    }

    [Fact]
    public async Task Entries_that_are_no_people_or_left_out_are_counted_and_hold_nothing()
    {
        _directory.See = (_, entry) => entry.Person.UserName == "anna"
            ? entry with { LeftOut = "status DEPROVISIONED" }
            : entry with { NonPerson = NonPersonKind.Computer };

        var (members, read) = await ReadAsync(new GroupReference("staff"));

        members.ShouldBeEmpty();
        read.ShouldBeComplete();
        read.FilteredOut.ShouldBe(2);
        read.NonPeople.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            nonPeople => nonPeople.Count.ShouldBe(1), nonPeople => nonPeople.Names.ShouldBe(["berta"]));
    }

    [Fact]
    public async Task Person_of_whom_it_cannot_be_told_whether_they_count_is_held()
    {
        _directory.See = (_, entry) => entry.Person.UserName == "anna" ? entry with { Doubt = "the status is 'NEW'", LeftOut = "x" } : entry;

        var (members, read) = await ReadAsync(new GroupReference("staff"));

        members.UserNames().ShouldBe(["berta"]);
        var reason = read.ShouldHaveOneReason();
        (reason.Kind, reason.Scope, reason.Reference).ShouldBe((ReadReasonKind.HiddenMember, HoldScope.Person, "id-anna"));
    }

    [Fact]
    public async Task List_that_ends_without_proof_holds_the_mapping_even_if_it_says_nothing()
    {
        _directory.BeforeList = (_, proof) => proof.Report(new ReadReason(ReadReasonKind.PagingInconsistent, HoldScope.Nothing, "Strange."));

        var (_, read) = await ReadAsync(new GroupReference("staff"));

        read.Completeness!.HoldsMapping.ShouldBeTrue(read.Completeness.ToString());
    }

    [Fact]
    public async Task Cycle_of_groups_ends_and_gives_the_shortest_way()
    {
        _directory.Add("b", "carla");
        _directory.Add("a", "dora");
        _directory.Add("c", "carla", "erna");
        Nest("staff", "b");
        Nest("staff", "a");
        Nest("a", "c");
        Nest("b", "c");
        Nest("c", "staff");

        var (members, read) = await ReadAsync(new GroupReference("staff", Recurse: true));

        read.ShouldBeComplete();
        members.UserNames().ShouldBe(["anna", "berta", "carla", "dora", "erna"]);
        WayOf(members, "carla").ShouldBe(["b"]);
        WayOf(members, "erna").ShouldBe(["a", "c"]);
        read.Groups.Count.ShouldBe(4);
        read.Groups[0].Id.ShouldBe(read.GroupId);
    }

    [Fact]
    public async Task Nested_group_of_which_the_list_is_not_proved_holds_the_mapping()
    {
        _directory.Add("inner", "carla");
        Nest("staff", "inner");
        _directory.BeforeList = (question, proof) =>
        {
            if (question == $"nested {_directory.Group("inner").Id}")
                proof.Report(new ReadReason(ReadReasonKind.NotProved, HoldScope.Mapping, "Cut off."));
        };

        var (_, read) = await ReadAsync(new GroupReference("staff", Recurse: true));

        read.ShouldHaveOneReason().Message.ShouldBe("Cut off.");
    }

    [Fact]
    public async Task Nested_group_that_has_become_empty_holds_until_that_is_allowed()
    {
        Nest("staff", "inner");
        var reference = new GroupReference("staff", Recurse: true) { KnownNested = [Remembered("inner")] };

        var (_, read) = await ReadAsync(reference);
        var (_, allowed) = await ReadAsync(reference with { NestedMayBeEmpty = true });

        read.ShouldHaveOneReason().Kind.ShouldBe(ReadReasonKind.NestedGroupUnreadable);
        allowed.ShouldBeComplete();
    }

    [Fact]
    public async Task Nested_group_that_is_listed_no_more_holds_if_it_may_not_be_read_but_not_if_it_is_gone()
    {
        var reference = new GroupReference("staff", Recurse: true) { KnownNested = [Remembered("inner")] };
        _directory.BeforeGroup = id =>
        {
            if (id == _directory.Group("inner").Id)
                throw new VendorException(VendorFailure.Authentication, "The account may not read this.") { StatusCode = 403 };
        };

        var (_, hidden) = await ReadAsync(reference);
        _directory.BeforeGroup = _ => { };
        var (_, takenOut) = await ReadAsync(reference);
        _directory.Delete("inner");
        var (_, gone) = await ReadAsync(reference);

        hidden.ShouldHaveOneReason().Kind.ShouldBe(ReadReasonKind.NestedGroupUnreadable);
        takenOut.ShouldBeComplete();
        gone.ShouldBeComplete();
    }

    [Fact]
    public async Task Deleted_group_that_is_answered_for_with_an_empty_list_is_no_empty_group()
    {
        _directory.AnswersForGroupsThatAreGone = true;
        _directory.Faults.Add(new MemberPageFault(1, MemberPageEffect.DeleteGroup));

        var (members, read) = await ReadAsync(new GroupReference("staff"));

        members.ShouldBeEmpty();
        read.ShouldHaveFailed(SourceFailure.GroupNotFound).Message.ShouldContain("deleted while it was read");
    }

    [Fact]
    public async Task Name_of_several_groups_is_refused_with_their_ids()
    {
        _directory.Group("staff2").Name = "staff";

        var (_, read) = await ReadAsync(new GroupReference("staff"));

        read.ShouldHaveFailed(SourceFailure.GroupAmbiguous).Message.ShouldContain("'g1', 'g2'");
    }

    [Fact]
    public async Task Run_that_shares_reads_asks_for_a_group_once()
    {
        _directory.Add("inner", "carla");
        _directory.Add("other", "dora");
        Nest("staff", "inner");
        Nest("other", "inner");
        await using var source = Open(sharesReads: true);

        var reads = await Task.WhenAll(
            source.ReadAllAsync(new GroupReference("staff", Recurse: true)),
            source.ReadAllAsync(new GroupReference("other", Recurse: true)),
            source.ReadAllAsync(new GroupReference("inner", Recurse: true)));

        reads.ShouldAllBe(read => read.Members.Any(member => member.UserName == "carla"));
        _directory.Asked.Count(question => question == $"members {_directory.Group("inner").Id}").ShouldBe(1);
    }

    [Fact]
    public async Task Shared_read_that_failed_is_made_again()
    {
        _directory.Add("inner", "carla");
        Nest("staff", "inner");
        var isBroken = true;
        _directory.BeforeList = (question, _) =>
        {
            if (isBroken && question.StartsWith("members", StringComparison.Ordinal) && question.EndsWith(_directory.Group("inner").Id, StringComparison.Ordinal))
                throw new VendorException(VendorFailure.Rejected, "Not now.");
        };
        await using var source = Open(sharesReads: true);

        var (_, first) = await source.ReadAllAsync(new GroupReference("staff", Recurse: true));
        isBroken = false;
        var (members, second) = await source.ReadAllAsync(new GroupReference("staff", Recurse: true));

        first.ShouldHaveOneReason().Kind.ShouldBe(ReadReasonKind.NestedGroupUnreadable);
        second.ShouldBeComplete();
        members.UserNames().ShouldBe(["anna", "berta", "carla"]);
    }

    [Fact]
    public async Task Reader_who_is_cancelled_takes_no_shared_read_from_another()
    {
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        _directory.BeforePage = async token =>
        {
            begun.TrySetResult();
            await goOn.Task.WaitAsync(token);
        };
        await using var source = Open(sharesReads: true);

        var cancelled = source.ReadAllAsync(new GroupReference("staff"), cancellation.Token);
        await begun.Task;
        var other = source.ReadAllAsync(new GroupReference("staff"));
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        goOn.SetResult();

        var (members, read) = await other;
        read.ShouldBeComplete();
        members.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Lists_of_groups_people_and_nesting_throw_where_their_end_is_not_proved()
    {
        _directory.BeforeList = (_, proof) => proof.Report(new ReadReason(ReadReasonKind.NotProved, HoldScope.Mapping, "Cut off."));
        await using var source = Open();

        (await Should.ThrowAsync<SourceException>(() => source.ListGroupsAsync(default).ToListAsync().AsTask())).Message.ShouldContain("Cut off.");
        await Should.ThrowAsync<SourceException>(() => source.ListUsersAsync(default).ToListAsync().AsTask());
        await Should.ThrowAsync<SourceException>(() => source.ListNestingsAsync(default).ToListAsync().AsTask());
    }

    [Fact]
    public async Task Everybody_whose_list_is_not_proved_holds_the_mapping()
    {
        _directory.BeforeList = (_, proof) => proof.Report(new ReadReason(ReadReasonKind.NotProved, HoldScope.Mapping, "Cut off."));

        var (members, read) = await ReadAsync(new GroupReference("*"));

        members.Count.ShouldBe(2);
        read.ShouldHaveOneReason().Message.ShouldBe("Cut off.");
    }

    [Fact]
    public async Task Way_through_nested_groups_is_found()
    {
        _directory.Add("innermost", "carla");
        Nest("staff", "inner");
        Nest("inner", "innermost");
        Nest("innermost", "staff");
        await using var source = Open();
        var carla = (await source.FindPeopleAsync("carla", default)).ShouldHaveSingleItem();

        var way = await source.FindWayAsync(new GroupReference("staff"), carla, default);

        way.ShouldNotBeNull().Nested.ShouldBe(["inner", "innermost"]);
        (await source.FindWayAsync(new GroupReference("*"), carla, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Look_up_tells_why_somebody_does_not_count()
    {
        _directory.People["id-anna"] = _directory.People["id-anna"] with { LeftOut = "status DEPROVISIONED" };
        await using var source = Open();

        var anna = (await source.FindPeopleAsync("anna", default)).ShouldHaveSingleItem();

        anna.CountsAsPerson.ShouldBeFalse();
        anna.LeftOut.ShouldBe("status DEPROVISIONED");
    }

    [Theory]
    [InlineData(403, VendorFailure.Authentication, SourceFailure.AccessDenied)]
    [InlineData(401, VendorFailure.Authentication, SourceFailure.Authentication)]
    [InlineData(404, VendorFailure.NotFound, SourceFailure.GroupNotFound)]
    [InlineData(400, VendorFailure.Rejected, SourceFailure.ServerError)]
    [InlineData(200, VendorFailure.Malformed, SourceFailure.Malformed)]
    [InlineData(503, VendorFailure.Unavailable, SourceFailure.Interrupted)]
    [InlineData(429, VendorFailure.RateLimited, SourceFailure.Interrupted)]
    public async Task Failure_of_a_list_is_said_in_the_words_of_sources(int status, VendorFailure failure, SourceFailure expected)
    {
        _directory.BeforeList = (_, _) => throw new VendorException(failure, "No.") { StatusCode = status };

        var (_, read) = await ReadAsync(new GroupReference("staff"));

        read.ShouldHaveFailed(expected).Message.ShouldBe("No.");
    }

    [Fact]
    public async Task Connection_is_made_once_and_its_failure_is_everybodys()
    {
        var attempts = 0;
        await using var source = new UnreachableSource(() => Interlocked.Increment(ref attempts));

        var reads = await Task.WhenAll(
            source.ReadAllAsync(new GroupReference("staff")), source.ReadAllAsync(new GroupReference("other")));
        var check = await source.TestAsync(default);

        reads.ShouldAllBe(read => read.Read.ShouldHaveFailed(SourceFailure.Unavailable) != null);
        check.ShouldHaveSingleItem().ShouldSatisfyAllConditions(result => result.Passed.ShouldBeFalse(), result => result.Hint.ShouldNotBeNull());
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Connection_is_let_go_of_with_the_source()
    {
        var source = Open();
        await source.ReadAllAsync(new GroupReference("staff"));

        await source.DisposeAsync();
        await source.DisposeAsync();

        _directory.Disposals.ShouldBe(1);
    }

    private static IReadOnlyList<string> WayOf(List<GroupMember> members, string userName) =>
        members.Single(member => member.UserName == userName).GroupPath;

    private ReadGroup Remembered(string group) => new(group, _directory.Group(group).Id) { NamesMembers = true };

    private void Nest(string group, string nested) => _directory.Group(group).Nested.Add(_directory.Group(nested).Id);

    private ScriptedSource Open(bool sharesReads = false) =>
        new(new ScriptedSourceSettings { Name = "directory", Directory = _directory }, new SourceServices { SharesReads = sharesReads });

    private async Task<(List<GroupMember> Members, GroupRead Read)> ReadAsync(GroupReference group)
    {
        await using var source = Open();
        return await source.ReadAllAsync(group);
    }

    private sealed class UnreachableSource(Action attempt) : ApiSource(
        new ScriptedSourceSettings { Name = "directory" },
        new SourceServices(),
        _ =>
        {
            attempt();
            throw new VendorException(VendorFailure.Unavailable, "Source 'directory': nobody answers.");
        });
}
