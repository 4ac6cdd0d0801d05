using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Tests.History;

public sealed class SourceGroupStoreTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Group_is_remembered_under_its_own_name_and_that_of_its_source_in_any_case()
    {
        await using var history = await _folder.OpenWithRunAsync("run");

        await history.SourceGroups.RememberAsync("run", "Corp", "Größe", "id-1", "cn=größe", Start, default);

        (await history.SourceGroups.FindAsync("corp", "Größe", default)).ShouldBe(new SourceGroupRecord("id-1", "cn=größe", null));
        (await history.SourceGroups.FindAsync("other", "Größe", default)).ShouldBeNull();
        (await history.SourceGroups.FindAsync("corp", "größe", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Successor_counts_once_a_complete_run_and_anew_for_each_group()
    {
        await using var history = await _folder.OpenWithRunAsync("run1");
        await HistoryFolder.BeginAsync(history, "run2");
        await history.SourceGroups.RememberAsync("run1", "corp", "eng", "id-1", "cn=eng", Start, default);

        await NoteAsync(history, "run1", "id-2", hour: 1);
        await NoteAsync(history, "run1", "id-2", hour: 2);
        (await SuccessorAsync(history)).ShouldBe(new SourceGroupSuccessor("id-2", Start.AddHours(1), 1));
        await NoteAsync(history, "run2", "id-2", hour: 3, complete: false);
        (await SuccessorAsync(history)).ShouldBe(new SourceGroupSuccessor("id-2", Start.AddHours(1), 1));
        await NoteAsync(history, "run2", "id-2", hour: 4);
        (await SuccessorAsync(history)).ShouldBe(new SourceGroupSuccessor("id-2", Start.AddHours(1), 2));
        await NoteAsync(history, "run2", "id-3", hour: 5);
        (await SuccessorAsync(history)).ShouldBe(new SourceGroupSuccessor("id-3", Start.AddHours(5), 1));

        await history.SourceGroups.RememberAsync("run2", "corp", "eng", "id-1", "cn=eng", Start, default);
        (await SuccessorAsync(history)).ShouldBeNull();
    }

    [Fact]
    public async Task Dry_run_remembers_nothing()
    {
        await using var history = await _folder.OpenWithRunAsync("real");
        await HistoryFolder.BeginAsync(history, "dry", dryRun: true);

        await history.SourceGroups.RememberAsync("dry", "corp", "eng", "id-1", "cn=eng", Start, default);
        (await history.SourceGroups.FindAsync("corp", "eng", default)).ShouldBeNull();

        await history.SourceGroups.RememberAsync("real", "corp", "eng", "id-1", "cn=eng", Start, default);
        await NoteAsync(history, "dry", "id-2", hour: 1);
        (await SuccessorAsync(history)).ShouldBeNull();
    }

    [Fact]
    public async Task Run_that_was_not_begun_is_refused()
    {
        await using var history = await _folder.OpenAsync();

        var error = await Should.ThrowAsync<HistoryException>(() =>
            history.SourceGroups.RememberAsync("unknown", "corp", "eng", "id-1", "cn=eng", Start, default));

        error.Failure.ShouldBe(HistoryFailure.Refused);
    }

    private static Task NoteAsync(HistoryDatabase history, string run, string id, int hour, bool complete = true) =>
        history.SourceGroups.NoteSuccessorAsync(run, "corp", "eng", id, complete, Start.AddHours(hour), default);

    private static async Task<SourceGroupSuccessor?> SuccessorAsync(HistoryDatabase history) =>
        (await history.SourceGroups.FindAsync("corp", "eng", default))!.Successor;
}
