using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

public sealed class OutcomeTellerTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_has_an_outcome_does_not_wait_for_the_one_before_to_be_told()
    {
        var isOpen = new TaskCompletionSource();
        var told = new List<string>();
        var teller = new OutcomeTeller(outcome =>
        {
            isOpen.Task.Wait(Hang).ShouldBeTrue();
            told.Add(outcome.Change.User);
        });

        foreach (var user in (string[])["a", "b", "c"])
            teller.Tell(OutcomeOf(user));
        told.ShouldBeEmpty();
        isOpen.SetResult();
        await teller.DisposeAsync().AsTask().WaitAsync(Hang);

        told.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Outcomes_of_many_threads_are_told_one_at_a_time()
    {
        var (underWay, told) = (0, new List<string>());
        await using (var teller = new OutcomeTeller(outcome =>
        {
            Interlocked.Increment(ref underWay).ShouldBe(1);
            told.Add(outcome.Change.User);
            Interlocked.Decrement(ref underWay);
        }))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), (number, _) =>
            {
                teller.Tell(OutcomeOf($"user{number}"));
                return ValueTask.CompletedTask;
            });
        }

        told.ShouldBe(Enumerable.Range(0, 1_000).Select(number => $"user{number}"), ignoreOrder: true);
    }

    [Fact]
    public async Task What_goes_wrong_in_telling_is_not_swallowed()
    {
        var teller = new OutcomeTeller(_ => throw new InvalidOperationException("no room"));
        teller.Tell(OutcomeOf("a"));

        (await Should.ThrowAsync<InvalidOperationException>(() => teller.DisposeAsync().AsTask())).Message.ShouldBe("no room");
    }

    [Fact]
    public async Task What_goes_wrong_in_telling_one_outcome_keeps_no_other_from_being_told()
    {
        var told = new List<string>();
        var teller = new OutcomeTeller(outcome =>
        {
            told.Add(outcome.Change.User);
            if (outcome.Change.User != "c")
                throw new InvalidOperationException($"no room for {outcome.Change.User}");
        });
        foreach (var user in (string[])["a", "b", "c"])
            teller.Tell(OutcomeOf(user));

        (await Should.ThrowAsync<InvalidOperationException>(() => teller.DisposeAsync().AsTask())).Message.ShouldBe("no room for a");
        told.ShouldBe(["a", "b", "c"]);
    }

    private static ChangeOutcome OutcomeOf(string user) => new(
        new MembershipChange
        {
            Action = ChangeAction.Add,
            Mapping = new MappingReference("corp", "cn=staff", "wiki", "staff"),
            SourceMember = new GroupMember { Id = user, UserName = user },
            Reason = "is in the source",
        },
        ChangeResult.Applied);
}
