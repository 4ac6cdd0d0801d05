using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class GroupReadTests
{
    private static readonly GroupMember Anna = new() { Id = "1", UserName = "anna" };
    private static readonly GroupMember Bert = new() { Id = "2", UserName = "bert" };

    [Fact]
    public async Task Read_is_complete_when_its_end_was_proved()
    {
        var read = Read((recorder, _) =>
        {
            recorder.GroupId = "42";
            recorder.FilteredOut = 3;
            recorder.MarkProved();
            return Yield(Anna, Bert);
        });
        read.Completeness.ShouldBeNull();

        (await ReadAll(read)).Select(member => member.UserName).ShouldBe(["anna", "bert"]);

        read.Completeness.ShouldBe(Completeness.Complete);
        read.Completeness!.HoldsMapping.ShouldBeFalse();
        (read.Side, read.System, read.Group).ShouldBe((ReadSide.Source, "corp", "ops"));
        (read.GroupId, read.MemberCount, read.FilteredOut).ShouldBe(("42", 2, 3));
    }

    [Fact]
    public async Task Read_is_partial_and_holds_the_mapping_when_its_end_was_not_proved()
    {
        var read = Read((_, _) => Yield(Anna));
        await ReadAll(read);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial);
        read.Completeness.HoldsMapping.ShouldBeTrue();
        read.Completeness.Reasons.Single().Kind.ShouldBe(ReadReasonKind.NotProved);
    }

    [Theory]
    [InlineData(HoldScope.Nothing)]
    [InlineData(HoldScope.Person)]
    public async Task Lesser_reason_does_not_stand_in_for_the_missing_proof(HoldScope scope)
    {
        var read = Read((recorder, _) =>
        {
            recorder.Report(new ReadReason(ReadReasonKind.UnsupportedMember, scope, "A printer is a member."));
            return Yield(Anna);
        });
        await ReadAll(read);
        read.Completeness!.HoldsMapping.ShouldBeTrue();
        read.Completeness.Reasons.Select(reason => reason.Kind).ShouldBe([ReadReasonKind.UnsupportedMember, ReadReasonKind.NotProved]);
    }

    [Theory]
    [InlineData(HoldScope.Nothing, false)]
    [InlineData(HoldScope.Person, false)]
    [InlineData(HoldScope.Mapping, true)]
    public async Task Proved_read_with_a_reason_is_partial_and_holds_what_the_reason_holds(HoldScope scope, bool holdsMapping)
    {
        var reason = new ReadReason(ReadReasonKind.DanglingMember, scope, "uid=gone cannot be found.", "uid=gone");
        var read = Read((recorder, _) =>
        {
            recorder.MarkProved();
            recorder.Report(reason);
            return Yield(Anna);
        });
        await ReadAll(read);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Partial);
        read.Completeness.Reasons.ShouldBe([reason]);
        read.Completeness.HoldsMapping.ShouldBe(holdsMapping);
        read.Completeness.ToString().ShouldBe("Partial: uid=gone cannot be found.");
    }

    [Fact]
    public async Task Exception_ends_the_stream_as_failed_after_the_members_so_far()
    {
        var error = new IOException("Connection reset.");
        var read = Read((recorder, _) => YieldThenThrow(recorder, error));
        (await ReadAll(read)).Count.ShouldBe(2);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
        read.Completeness.Error.ShouldBe(error);
        read.Completeness.HoldsMapping.ShouldBeTrue();
        read.Completeness.ToString().ShouldBe("Failed: Connection reset.");
    }

    [Fact]
    public async Task Exception_before_the_first_member_is_a_failed_read_too()
    {
        var error = new IOException("Connection refused.");
        var read = Read((_, _) => throw error);
        (await ReadAll(read)).ShouldBeEmpty();
        read.Completeness!.Error.ShouldBe(error);

        var failed = GroupRead.Failed(ReadSide.Vendor, "grafana", "ops", error);
        (await ReadAll(failed)).ShouldBeEmpty();
        failed.Completeness!.Error.ShouldBe(error);
    }

    [Fact]
    public async Task Fault_while_closing_after_the_last_member_is_a_failed_read()
    {
        var read = Read((recorder, _) => YieldAndFailToClose(recorder));
        (await ReadAll(read)).Count.ShouldBe(2);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Member_without_an_id_fails_the_read()
    {
        var read = Read((recorder, _) =>
        {
            recorder.MarkProved();
            return Yield("1", "").Select(id => new GroupMember { Id = id });
        });
        (await ReadAll(read)).Count.ShouldBe(1);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Fact]
    public async Task Timeout_inside_the_read_is_a_failure_not_a_cancellation()
    {
        var read = Read((_, _) => throw new TaskCanceledException("The request timed out."));
        await ReadAll(read);
        read.Completeness!.Status.ShouldBe(CompletenessStatus.Failed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_throws_and_concludes_nothing(bool byTheOneWhoAsked)
    {
        using var cancellation = new CancellationTokenSource();
        var read = new GroupRead(ReadSide.Source, "corp", "ops", YieldThenWait, byTheOneWhoAsked ? cancellation.Token : default);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in read.WithCancellation(byTheOneWhoAsked ? default : cancellation.Token))
                await cancellation.CancelAsync();
        });
        read.Completeness.ShouldBeNull();
        read.MemberCount.ShouldBe(1);
    }

    [Fact]
    public async Task Fault_that_a_cancellation_causes_is_the_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        var read = Read((_, _) => YieldThenBreak(cancellation));
        await Should.ThrowAsync<OperationCanceledException>(() => ReadAll(read, cancellation.Token));
        read.Completeness.ShouldBeNull();
    }

    [Fact]
    public async Task Cancellation_ends_a_read_that_does_not_look_for_it()
    {
        using var cancellation = new CancellationTokenSource();
        var read = Read((recorder, _) =>
        {
            recorder.MarkProved();
            return Yield(Anna, Bert);
        });
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in read.WithCancellation(cancellation.Token))
                await cancellation.CancelAsync();
        });
        read.MemberCount.ShouldBe(1);
        read.Completeness.ShouldBeNull();
    }

    [Fact]
    public async Task Abandoned_enumeration_concludes_nothing_and_closes_what_it_opened()
    {
        var closed = false;
        var read = Read((recorder, _) => YieldAndClose(recorder, () => closed = true));
        await foreach (var _ in read)
            break;
        closed.ShouldBeTrue();
        read.Completeness.ShouldBeNull();
        read.MemberCount.ShouldBe(1);
    }

    [Fact]
    public async Task Fault_while_closing_an_abandoned_read_does_not_reach_the_consumer()
    {
        var read = Read((recorder, _) => YieldAndFailToClose(recorder));
        await foreach (var _ in read)
            break;
        read.Completeness.ShouldBeNull();
    }

    [Fact]
    public async Task Read_cannot_be_enumerated_twice()
    {
        var read = Read((recorder, _) =>
        {
            recorder.MarkProved();
            return Yield(Anna);
        });
        await ReadAll(read);
        (await Should.ThrowAsync<InvalidOperationException>(() => ReadAll(read))).Message.ShouldContain("ops");
        read.Completeness.ShouldBe(Completeness.Complete);
        read.MemberCount.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_read_before_the_enumeration()
    {
        var started = false;
        var read = Read((_, _) =>
        {
            started = true;
            return Yield(Anna);
        });
        read.MemberCount.ShouldBe(0);
        started.ShouldBeFalse();
        await ReadAll(read);
        started.ShouldBeTrue();
    }

    [Fact]
    public async Task Members_carry_their_read_even_where_several_reads_yield_the_same_object()
    {
        var (first, second) = (Read((_, _) => Yield(Anna)), Read((_, _) => Yield(Anna)));
        var (one, other) = ((await ReadAll(first)).Single(), (await ReadAll(second)).Single());
        one.Read.ShouldBeSameAs(first);
        other.Read.ShouldBeSameAs(second);
        one.WithValue("userName", "ann").Read.ShouldBeSameAs(first);
        Anna.Read.ShouldBeNull();
        first.Id.ShouldNotBe(second.Id);
    }

    [Fact]
    public async Task Branches_may_report_at_once()
    {
        var read = Read((recorder, _) =>
        {
            recorder.MarkProved();
            Parallel.For(0, 1000, i => recorder.Report(new ReadReason(ReadReasonKind.DanglingMember, HoldScope.Person, $"{i}")));
            return Yield(Anna);
        });
        await ReadAll(read);
        read.Completeness!.Reasons.Select(reason => reason.Message).Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public void Partial_completeness_needs_a_reason() => Should.Throw<ArgumentException>(() => Completeness.Partial([]));

    private static GroupRead Read(Func<GroupReadRecorder, CancellationToken, IAsyncEnumerable<GroupMember>> read) =>
        new(ReadSide.Source, "corp", "ops", read);

    private static async Task<List<GroupMember>> ReadAll(GroupRead read, CancellationToken cancellationToken = default)
    {
        var members = new List<GroupMember>();
        await foreach (var member in read.WithCancellation(cancellationToken))
            members.Add(member);
        return members;
    }

    private static async IAsyncEnumerable<T> Yield<T>(params T[] items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }

    private static async IAsyncEnumerable<GroupMember> YieldThenThrow(GroupReadRecorder recorder, Exception error)
    {
        recorder.MarkProved();
        await foreach (var member in Yield(Anna, Bert))
            yield return member;
        throw error;
    }

    private static async IAsyncEnumerable<GroupMember> YieldThenWait(
        GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.MarkProved();
        yield return Anna;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static async IAsyncEnumerable<GroupMember> YieldThenBreak(CancellationTokenSource cancellation)
    {
        yield return Anna;
        await cancellation.CancelAsync();
        throw new IOException("Connection closed.");
    }

    private static async IAsyncEnumerable<GroupMember> YieldAndClose(GroupReadRecorder recorder, Action close)
    {
        recorder.MarkProved();
        try
        {
            await foreach (var member in Yield(Anna, Bert))
                yield return member;
        }
        finally
        {
            close();
        }
    }

    private static IAsyncEnumerable<GroupMember> YieldAndFailToClose(GroupReadRecorder recorder) =>
        YieldAndClose(recorder, () => throw new IOException("Connection reset while closing."));
}
