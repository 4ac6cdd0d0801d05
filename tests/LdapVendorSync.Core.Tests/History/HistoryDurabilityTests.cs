using System.Diagnostics;
using System.Globalization;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Tests.Processes;
using Xunit.Abstractions;

namespace LdapVendorSync.Core.Tests.History;

public sealed class HistoryDurabilityTests(ITestOutputHelper output) : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(3000)]
    public async Task Every_acknowledged_intent_survives_a_killed_writer(int acknowledgements)
    {
        var acknowledged = new List<long>();
        using (var writer = OtherProcess.Start("write-journal", _folder.Database))
        {
            while (acknowledged.Count < acknowledgements)
                acknowledged.Add(Parse(await writer.ReadLineAsync()));
            await writer.KillAsync();
            // What it had printed before it died is acknowledged too. The last line may be cut.
            while (await writer.ReadLineAsync() is { } line)
                acknowledged.Add(Parse(line));
        }

        await using var history = await _folder.OpenAsync();

        history.WasDamaged.ShouldBeFalse();
        history.IsNew.ShouldBeFalse();
        var entries = await history.Journal.GetChangesAsync("killed", default);
        acknowledged.SkipLast(1).Except(entries.Select(entry => entry.Id)).ShouldBeEmpty();
        await HistoryFolder.BeginAsync(history, "next");
        var open = await history.Journal.GetOpenIntentsAsync("sqlite:wiki", "next", default);
        open.Count.ShouldBe(entries.Count(entry => entry.Result is null));
        open.ShouldNotBeEmpty();
        (await history.Runs.FindRunAsync("killed", default))!.FinishedAt.ShouldBeNull();
        output.WriteLine($"{acknowledged.Count} acknowledged, {entries.Count} in the journal, {open.Count} open");
    }

    [Fact]
    public async Task Concurrent_changes_share_their_commits()
    {
        const int Changes = 10_000;
        await using var history = await _folder.OpenWithRunAsync("r1");
        var before = history.CommitCount;
        var watch = Stopwatch.StartNew();

        await Parallel.ForAsync(0, Changes, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        {
            var ids = await history.Journal.RecordIntentsAsync("r1", [HistoryFolder.Intent($"p{i}")], cancellation);
            await history.Journal.RecordOutcomesAsync([new JournalOutcome(ids[0], JournalResult.Succeeded)], cancellation);
        });
        await history.FlushAsync(default);

        watch.Stop();
        var commits = history.CommitCount - before;
        var seconds = watch.Elapsed.TotalSeconds;
        output.WriteLine(FormattableString.Invariant(
            $"{Changes} changes by 16 callers: {commits} commits, {seconds:F2} s, {Changes / seconds:F0} changes/s"));
        (await history.Journal.GetChangesAsync("r1", default)).Count(entry => entry.Result == JournalResult.Succeeded).ShouldBe(Changes);
        commits.ShouldBeLessThan(Changes / 2);
    }

    private static long Parse(string? line) => long.Parse(line.ShouldNotBeNull(), CultureInfo.InvariantCulture);
}
