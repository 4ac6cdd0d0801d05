using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Tests.Processes;

namespace LdapVendorSync.Core.Tests.History;

public sealed class HistoryDamageTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
        await _folder.FillAsync();
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
        await _folder.FillAsync();
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

    [Fact]
    public async Task Damage_that_only_work_came_upon_is_set_aside_by_the_next_run_alone()
    {
        await _folder.FillAsync();
        LeaveDamaged();

        await using (var next = await _folder.OpenAsync())
        {
            next.WasDamaged.ShouldBeTrue();
            next.IsNew.ShouldBeTrue();
        }

        await using var after = await _folder.OpenAsync();
        after.WasDamaged.ShouldBeFalse();
        after.IsNew.ShouldBeFalse();
    }

    [Fact]
    public async Task Backup_that_was_restored_over_damage_is_used()
    {
        await _folder.FillAsync();
        var backup = await File.ReadAllBytesAsync(_folder.Database);
        LeaveDamaged();
        await File.WriteAllBytesAsync(_folder.Database, backup);
        File.SetLastWriteTimeUtc(_folder.Database, DateTime.UtcNow.AddDays(-1));

        await using var history = await _folder.OpenAsync();

        history.WasDamaged.ShouldBeFalse();
        (await history.Runs.ListRunsAsync(10, default)).ShouldHaveSingleItem();
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

    private void LeaveDamaged() => new HistoryCheck(_folder.Database).EndDamaged(_folder.Database + ".lock");

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
                    HistoryFolder.Run(connection, "CREATE TABLE songs (title TEXT)");
                break;
            case "only the write-ahead log left":
                File.Move(_folder.Database, _folder.Database + "-wal");
                break;
        }
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    }
}
