using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Tests.History;

public sealed class HistoryViewerTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Viewer_lists_the_last_runs_while_another_run_writes()
    {
        await using var history = await _folder.OpenWithRunAsync("20250101T000000.000Z-a");
        await HistoryFolder.BeginAsync(history, "20250102T000000.000Z-b", dryRun: true);
        await HistoryFolder.BeginAsync(history, "20250103T000000.000Z-c");

        var runs = await HistoryViewer.ListRunsAsync(_folder.Database, 2, CancellationToken.None);

        runs.Select(run => run.Start.Id).ShouldBe(["20250103T000000.000Z-c", "20250102T000000.000Z-b"]);
        runs[1].Start.DryRun.ShouldBeTrue();
        runs[1].ExitCode.ShouldBeNull();
    }

    [Fact]
    public async Task Viewer_reads_a_history_that_nobody_has_open()
    {
        await (await _folder.OpenWithRunAsync("20250101T000000.000Z-a")).DisposeAsync();

        (await HistoryViewer.ListRunsAsync(_folder.Database, 10, CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Viewer_makes_no_history_where_there_is_none()
    {
        (await HistoryViewer.ListRunsAsync(_folder.Database, 10, CancellationToken.None)).ShouldBeEmpty();

        File.Exists(_folder.Database).ShouldBeFalse();
    }

    [Fact]
    public async Task Viewer_leaves_a_damaged_history_for_the_next_run_to_find()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Database)!);
        await File.WriteAllTextAsync(_folder.Database, new string('x', 8192));

        var error = await Should.ThrowAsync<HistoryException>(() => HistoryViewer.ListRunsAsync(_folder.Database, 10, CancellationToken.None));

        error.Failure.ShouldBe(HistoryFailure.Damaged);
        (await File.ReadAllTextAsync(_folder.Database)).ShouldBe(new string('x', 8192));
    }
}
