using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Tests.Processes;
using Microsoft.Data.Sqlite;
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

    [Theory]
    [InlineData("random bytes")]
    [InlineData("random bytes behind a good header")]
    [InlineData("cut in the middle of a page")]
    [InlineData("cut after the first page")]
    [InlineData("emptied")]
    [InlineData("a text")]
    [InlineData("another program's database")]
    [InlineData("only the write-ahead log left")]
    public async Task Damaged_history_is_set_aside_and_a_new_one_started(string damage)
    {
        await FillAsync();
        Damage(damage);
        var before = File.Exists(_folder.Database) ? await File.ReadAllBytesAsync(_folder.Database) : null;

        await using var history = await _folder.OpenAsync(new FixedClock());

        history.IsNew.ShouldBeTrue();
        history.WasDamaged.ShouldBeTrue();
        history.SetAsidePath.ShouldBe(_folder.Database + ".damaged-20260203T040506Z");
        if (before is not null)
            (await File.ReadAllBytesAsync(history.SetAsidePath!)).ShouldBe(before);
        (await history.Runs.ListRunsAsync(10, default)).ShouldBeEmpty();
        await HistoryFolder.BeginAsync(history, "new");
        await history.Journal.RecordIntentsAsync("new", [HistoryFolder.Intent("ada")], default);
    }

    [Fact]
    public async Task Second_damage_in_one_second_does_not_overwrite_the_first_copy()
    {
        for (var i = 0; i < 2; i++)
        {
            await (await _folder.OpenAsync(new FixedClock())).DisposeAsync();
            await File.WriteAllTextAsync(_folder.Database, $"damage {i}");
        }

        await using var history = await _folder.OpenAsync(new FixedClock());

        (await File.ReadAllTextAsync(_folder.Database + ".damaged-20260203T040506Z")).ShouldBe("damage 0");
        (await File.ReadAllTextAsync(history.SetAsidePath!)).ShouldBe("damage 1");
    }

    [Fact]
    public async Task Bytes_that_flipped_anywhere_never_keep_the_history_from_opening()
    {
        await FillAsync();
        var good = await File.ReadAllBytesAsync(_folder.Database);
        var random = new Random(20260203);
        var damaged = 0;
        for (var i = 0; i < 150; i++)
        {
            var bytes = good.ToArray();
            // The header and the root pages come first; damage is most harmful there.
            for (var flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(random.Next(2) == 0 ? 120 : bytes.Length)] ^= (byte)random.Next(1, 256);
            // A greater version number is a newer product's, not damage.
            good.AsSpan(60, 4).CopyTo(bytes.AsSpan(60));
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!))
                File.Delete(file);
            await File.WriteAllBytesAsync(_folder.Database, bytes);

            await using var history = await _folder.OpenAsync();

            await HistoryFolder.BeginAsync(history, $"after-{i}");
            damaged += history.WasDamaged ? 1 : 0;
        }

        damaged.ShouldBeGreaterThan(50);
    }

    [SkippableFact]
    public async Task Damaged_history_that_another_process_uses_is_left_where_it_is()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows lets nobody replace a file that is open.");
        using var other = OtherProcess.Start("open-history", _folder.Database);
        (await other.ReadLineAsync()).ShouldBe("open");
        foreach (var file in new[] { _folder.Database, _folder.Database + "-wal", _folder.Database + "-shm" })
            File.Delete(file);
        await File.WriteAllTextAsync(_folder.Database, "no database");

        var error = await Should.ThrowAsync<HistoryException>(() => _folder.OpenAsync());

        error.Failure.ShouldBe(HistoryFailure.Damaged);
        error.Message.ShouldContain("another process has it open");
        (await File.ReadAllTextAsync(_folder.Database)).ShouldBe("no database");
    }

    [Fact]
    public async Task Older_history_is_upgraded_with_its_content()
    {
        await FillAsync();
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
        await FillAsync();

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
            Run(connection, "BEGIN IMMEDIATE");

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

    private async Task FillAsync()
    {
        await using var history = await _folder.OpenWithRunAsync("filled");
        var intents = Enumerable.Range(0, 200).Select(i => HistoryFolder.Intent($"person{i}")).ToList();
        await history.Journal.RecordIntentsAsync("filled", intents, default);
    }

    private void Damage(string kind)
    {
        var bytes = File.ReadAllBytes(_folder.Database);
        var noise = new byte[bytes.Length];
        new Random(7).NextBytes(noise);
        switch (kind)
        {
            case "random bytes":
                File.WriteAllBytes(_folder.Database, noise);
                break;
            case "random bytes behind a good header":
                File.WriteAllBytes(_folder.Database, [.. bytes[..4096], .. noise[4096..]]);
                break;
            case "cut in the middle of a page":
                File.WriteAllBytes(_folder.Database, bytes[..(bytes.Length / 2 + 100)]);
                break;
            case "cut after the first page":
                File.WriteAllBytes(_folder.Database, bytes[..4096]);
                break;
            case "emptied":
                File.WriteAllBytes(_folder.Database, []);
                break;
            case "a text":
                File.WriteAllText(_folder.Database, "Dear administrator, here was your history.");
                break;
            case "another program's database":
                File.Delete(_folder.Database);
                using (var connection = _folder.OpenRaw())
                    Run(connection, "CREATE TABLE songs (title TEXT)");
                break;
            case "only the write-ahead log left":
                File.Move(_folder.Database, _folder.Database + "-wal");
                break;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    }
}
