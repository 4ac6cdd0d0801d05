using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Tests.Sources;

/// <summary>Several pieces of work under way, and their results in order.</summary>
public sealed class PipelinedTests
{
    private static readonly int[] Items = [.. Enumerable.Range(1, 20)];

    private int _underWay;
    private int _most;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Results_come_in_order_and_no_more_are_under_way_than_allowed(int width)
    {
        var results = new List<int>();

        await foreach (var result in Pipelined.RunAsync(Items, width, WorkAsync, default))
            results.Add(result);

        results.ShouldBe(Items);
        _most.ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public async Task With_a_width_of_one_nothing_begins_before_the_result_before_it_was_used()
    {
        var begun = 0;

        await foreach (var result in Pipelined.RunAsync(Items, 1, (item, _) => Task.FromResult(begun = item), default))
            begun.ShouldBe(result);
    }

    [Fact]
    public async Task Fault_ends_what_is_under_way_and_begins_nothing_more()
    {
        var (ended, begun) = (0, 0);

        await Should.ThrowAsync<FormatException>(async () =>
        {
            await foreach (var _ in Pipelined.RunAsync(Items, 4, FailFirstAsync, default))
            {
            }
        });

        (begun, ended).ShouldBe((4, 3));

        async Task<int> FailFirstAsync(int item, CancellationToken cancellationToken)
        {
            begun++;
            if (item == 1)
                throw new FormatException();
            return await UntilCancelledAsync(item, () => ended++, cancellationToken);
        }
    }

    [Fact]
    public async Task Leaving_waits_for_what_is_under_way()
    {
        var ended = 0;

        await foreach (var _ in Pipelined.RunAsync(Items, 4, (item, token) => item == 1 ? Task.FromResult(item) : UntilCancelledAsync(item, () => ended++, token), default))
            break;

        ended.ShouldBe(3);
    }

    private static async Task<int> UntilCancelledAsync(int item, Action ended, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return item;
        }
        finally
        {
            lock (Items)
                ended();
        }
    }

    private async Task<int> WorkAsync(int item, CancellationToken cancellationToken)
    {
        var now = Interlocked.Increment(ref _underWay);
        lock (Items)
            _most = Math.Max(_most, now);
        await Task.Delay(Random.Shared.Next(5), cancellationToken);
        Interlocked.Decrement(ref _underWay);
        return item;
    }
}
