using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History;

public sealed class HistoryDatabaseTests : IDisposable
{
    private const string CreateNotes = "CREATE TABLE notes (text TEXT) STRICT";
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task First_opening_makes_the_history_and_the_second_finds_it()
    {
        await using (var history = await _folder.OpenWithRunAsync("r1"))
        {
            history.IsNew.ShouldBeTrue();
            history.WasDamaged.ShouldBeFalse();
        }

        await using var again = await _folder.OpenAsync();
        again.IsNew.ShouldBeFalse();
        (await again.Runs.FindRunAsync("r1", default)).ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task Every_file_of_the_history_is_its_owners_alone()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");

        var files = Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!);
        files.Select(Path.GetFileName).ShouldBe(["history.db", "history.db-shm", "history.db-wal", "history.db.lock"], ignoreOrder: true);
        foreach (var file in files)
            PrivateMode.ShouldHoldForFile(file);
        PrivateMode.ShouldHoldForFolder(Path.GetDirectoryName(_folder.Database)!);
    }

    [SkippableFact]
    public async Task History_that_others_could_read_is_restricted_when_opened()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has access lists instead of modes.");
        await (await _folder.OpenAsync()).DisposeAsync();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.Database, (UnixFileMode)0b110_100_100);

        await using var history = await _folder.OpenAsync();

        PrivateMode.ShouldHoldForFile(_folder.Database);
    }

    [Fact]
    public async Task Older_history_is_upgraded_with_its_content()
    {
        await _folder.FillAsync();
        string[] migrations = [.. HistorySchema.Migrations, "ALTER TABLE runs ADD COLUMN approved_by TEXT", CreateNotes];

        await using var history = await OpenAsync(migrations);

        history.IsNew.ShouldBeFalse();
        (await history.Runs.FindRunAsync("filled", default)).ShouldNotBeNull();
        (await history.ReadAsync(HistorySchema.VersionOf, default)).ShouldBe(HistorySchema.Migrations.Count + 2);
        (await history.ReadAsync(session => session.ScalarNumber("SELECT count(*) FROM notes"), default)).ShouldBe(0);
    }

    [Fact]
    public async Task Upgrade_that_fails_leaves_the_older_history_as_it_was()
    {
        await _folder.FillAsync();

        await Should.ThrowAsync<HistoryException>(() => OpenAsync([.. HistorySchema.Migrations, CreateNotes, "CREATE NONSENSE"]));

        await using var history = await _folder.OpenAsync();
        (await history.Runs.FindRunAsync("filled", default)).ShouldNotBeNull();
        (await history.ReadAsync(session => session.Scalar("SELECT name FROM sqlite_schema WHERE name = 'notes'"), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Newer_history_is_refused_and_left_alone()
    {
        await (await OpenAsync([.. HistorySchema.Migrations, CreateNotes])).DisposeAsync();

        var error = await Should.ThrowAsync<HistoryException>(() => _folder.OpenAsync());

        error.Failure.ShouldBe(HistoryFailure.SchemaTooNew);
        error.Message.ShouldContain($"schema version {HistorySchema.Migrations.Count + 1}");
        Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!, "*.damaged-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_processes_and_threads_open_a_missing_history_at_once()
    {
        using var other = OtherProcess.Start("open-history", _folder.Database);
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _folder.OpenAsync())));

        (await other.ReadLineAsync()).ShouldBe("open");
        opened.Count(history => history.WasDamaged).ShouldBe(0);
        await Parallel.ForEachAsync(opened.Index(), async (item, cancellation) =>
        {
            await HistoryFolder.BeginAsync(item.Item, $"r{item.Index}");
            for (var i = 0; i < 50; i++)
                await item.Item.Journal.RecordIntentsAsync($"r{item.Index}", [HistoryFolder.Intent($"p{i}")], cancellation);
        });

        (await opened[0].ReadAsync(session => session.ScalarNumber("SELECT count(DISTINCT id) FROM changes"), default)).ShouldBe(8 * 50);
        foreach (var history in opened)
            await history.DisposeAsync();
    }

    [Fact]
    public async Task Intent_fails_while_another_program_keeps_the_history_locked_and_works_afterwards()
    {
        await using var history = await OpenAsync(HistorySchema.Migrations, TimeSpan.FromSeconds(1));
        await HistoryFolder.BeginAsync(history, "r1");
        using (var connection = _folder.OpenRaw())
        {
            HistoryFolder.Run(connection, "BEGIN IMMEDIATE");

            var error = await Should.ThrowAsync<HistoryException>(
                () => history.Journal.RecordIntentsAsync("r1", [HistoryFolder.Intent("ada")], default));

            error.Failure.ShouldBe(HistoryFailure.Busy);
            error.Message.ShouldContain("locked by another process");
        }

        await history.Journal.RecordIntentsAsync("r1", [HistoryFolder.Intent("bob")], default);
        (await history.Journal.GetChangesAsync("r1", default)).ShouldHaveSingleItem().Intent.Person.ShouldBe("bob");
    }

    [Fact]
    public async Task Intent_fails_when_the_disk_is_full_and_works_once_there_is_space()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var pages = await history.WriteAsync(session => session.ScalarNumber("PRAGMA page_count"), default);
        await history.WriteAsync(session => session.Execute($"PRAGMA max_page_count = {pages + 1}"), default);
        var large = HistoryFolder.Intent("ada") with { Reason = new string('x', 50_000) };

        var error = await Should.ThrowAsync<HistoryException>(() => history.Journal.RecordIntentsAsync("r1", [large], default));

        error.Failure.ShouldBe(HistoryFailure.DiskFull);
        error.Message.ShouldContain("Free space");
        (await history.Journal.GetChangesAsync("r1", default)).ShouldBeEmpty();
        await history.WriteAsync(session => session.Execute("PRAGMA max_page_count = 1000000"), default);
        await history.Journal.RecordIntentsAsync("r1", [large], default);
        (await history.Journal.GetChangesAsync("r1", default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Outcome_that_found_no_space_leaves_its_intent_open_and_shows_when_flushing()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        var ids = await history.Journal.RecordIntentsAsync("r1", [HistoryFolder.Intent("ada")], default);
        var pages = await history.WriteAsync(session => session.ScalarNumber("PRAGMA page_count"), default);
        await history.WriteAsync(session => session.Execute($"PRAGMA max_page_count = {pages}"), default);

        await history.Journal.RecordOutcomesAsync([new JournalOutcome(ids[0], JournalResult.Failed, new string('x', 50_000))], default);

        (await Should.ThrowAsync<HistoryException>(() => history.FlushAsync(default))).Failure.ShouldBe(HistoryFailure.DiskFull);
        (await history.Journal.GetOpenIntentsAsync("sqlite:wiki", "r2", default)).ShouldHaveSingleItem().Result.ShouldBeNull();
    }

    [Fact]
    public async Task Folder_that_is_a_file_is_not_writable()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Folder, "state"), "in the way");

        var error = await Should.ThrowAsync<HistoryException>(() => _folder.OpenAsync());

        error.Message.ShouldContain("state_dir");
    }

    [Fact]
    public async Task Closed_history_refuses_to_write()
    {
        var history = await _folder.OpenWithRunAsync("r1");
        await history.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(
            () => history.Journal.RecordIntentsAsync("r1", [HistoryFolder.Intent("ada")], default));
    }

    private Task<HistoryDatabase> OpenAsync(IReadOnlyList<string> migrations, TimeSpan? busyTimeout = null) => HistoryDatabase.OpenAsync(
        _folder.Database, busyTimeout ?? TimeSpan.FromSeconds(10), migrations, TimeProvider.System, NullLogger.Instance, default);
}
