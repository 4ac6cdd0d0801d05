using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Tests.Sync;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>When a large history is read as a whole in search of damage.</summary>
public sealed class HistoryCheckTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    private string Note => _folder.Database + ".checked";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Damage_is_found_at_once_where_the_file_was_touched()
    {
        await MakeLargeAsync();
        Damage(keepTime: false);

        (await IsDamagedAsync()).ShouldBeTrue();
    }

    /// <summary>What a disk does by itself leaves the time of the file alone.</summary>
    [Fact]
    public async Task Damage_that_left_the_time_of_the_file_alone_is_found_after_a_day()
    {
        await MakeLargeAsync();
        Damage(keepTime: true);

        (await IsDamagedAsync()).ShouldBeFalse("the check is spared");
        (await IsDamagedAsync(TimeSpan.FromHours(25))).ShouldBeTrue();
    }

    [Fact]
    public async Task Damage_is_found_after_an_unclean_end_and_where_the_clock_was_set_back()
    {
        await MakeLargeAsync();
        Damage(keepTime: true);

        File.Delete(Note);
        (await IsDamagedAsync()).ShouldBeTrue("no note");

        await MakeLargeAsync();
        Damage(keepTime: true);
        (await IsDamagedAsync(TimeSpan.FromHours(-1))).ShouldBeTrue("the clock");
    }

    [Fact]
    public async Task Note_is_there_only_while_nobody_has_the_file_open()
    {
        await MakeLargeAsync();

        var one = await _folder.OpenAsync();
        var other = await _folder.OpenAsync();
        File.Exists(Note).ShouldBeFalse();
        await one.DisposeAsync();
        File.Exists(Note).ShouldBeFalse("the other still writes");
        await other.DisposeAsync();

        File.Exists(Note).ShouldBeTrue();
    }

    [Fact]
    public async Task Small_file_leaves_no_note()
    {
        await _folder.FillAsync();

        File.Exists(Note).ShouldBeFalse();
    }

    private async Task MakeLargeAsync()
    {
        await using var history = await _folder.OpenAsync();
        await history.WriteAsync(
            session => session.Execute(
                "INSERT INTO snapshot_nodes (hash, body) VALUES ($1, zeroblob($2))", "large", HistoryCheck.SmallFile), default);
    }

    private async Task<bool> IsDamagedAsync(TimeSpan moved = default)
    {
        await using var history = await _folder.OpenAsync(new MovedClock { Ahead = moved });
        return history.WasDamaged;
    }

    // The pages of a large value are a chain; a link of it is broken.
    private void Damage(bool keepTime)
    {
        var time = File.GetLastWriteTimeUtc(_folder.Database);
        using (var file = new FileStream(_folder.Database, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = file.Length / 2 / 4096 * 4096;
            file.Write([0xFF, 0xFF, 0xFF, 0xFF]);
        }

        File.SetLastWriteTimeUtc(_folder.Database, keepTime ? time : time.AddSeconds(1));
    }
}
