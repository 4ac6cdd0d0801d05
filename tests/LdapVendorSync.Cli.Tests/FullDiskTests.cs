using LdapVendorSync.Fixtures.Processes;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Cli.Tests;

/// <summary>A disk that is full endangers nobody's access: what cannot be recorded is not sent, and the next run goes on once there is room.</summary>
public sealed class FullDiskTests
{
    [SkippableFact]
    public async Task Nothing_is_sent_while_the_journal_has_no_room()
    {
        await using var disk = await MountAsync();
        await using var scene = await InterruptedSync.CreateAsync(settings: $"state_dir: {disk.Folder}/state");
        await disk.FillAsync();

        var refused = (await RunAsync(disk, scene)).ShouldExitWith(1);

        scene.Vendor.Requests.Writes.ShouldBeEmpty();
        (refused.Output + refused.Error).ShouldContain($"{disk.Folder}/state");
        (refused.Output + refused.Error).ShouldContain("Free space");
        await disk.FreeAsync();
        await CompletesAsync(disk, scene);
    }

    [SkippableFact]
    public async Task Nothing_is_sent_while_a_history_that_is_there_has_no_room()
    {
        await using var disk = await MountAsync();
        await using var scene = await InterruptedSync.CreateAsync(settings: $"state_dir: {disk.Folder}/state");
        (await RunAsync(disk, scene)).ShouldExitWith(0);
        foreach (var user in scene.Vendor.Store.Members(InterruptedSync.Group)!.Take(5).ToList())
            scene.Vendor.Store.Remove(InterruptedSync.Group, user.Id);
        scene.Vendor.Requests.Clear();
        await disk.FillAsync();

        var refused = (await RunAsync(disk, scene)).ShouldExitWith(1);

        scene.Vendor.Requests.Writes.ShouldBeEmpty();
        (refused.Output + refused.Error).ShouldContain($"{disk.Folder}/state");
        await disk.FreeAsync();
        await CompletesAsync(disk, scene);
    }

    [SkippableFact]
    public async Task Disk_that_fills_up_in_the_middle_stops_the_run_before_the_first_change_without_intent()
    {
        await using var disk = await MountAsync();
        await using var scene = await InterruptedSync.CreateAsync(settings: $"state_dir: {disk.Folder}/state");
        scene.Vendor.Options.LatencyMilliseconds = 50;
        var go = Path.Combine(Path.GetDirectoryName(scene.State)!, "go");
        var running = RunAsync(disk, scene, $"until [ -e '{go}' ]; do sleep 0.05; done; {disk.FillScript}");
        while (scene.Members.Count < 3)
        {
            running.IsCompleted.ShouldBeFalse();
            await Task.Delay(20);
        }

        await File.WriteAllTextAsync(go, string.Empty);
        var stopped = (await running).ShouldExitWith(1);

        scene.Members.Count.ShouldBeLessThan(InterruptedSync.People);
        (stopped.Output + stopped.Error).ShouldContain("The journal cannot be written, so nothing");
        (stopped.Output + stopped.Error).ShouldContain("Free space");
        var sent = scene.Vendor.Requests.Writes.Count;
        await disk.FreeAsync();
        (await CountIntentsAsync(disk, scene)).ShouldBeGreaterThanOrEqualTo(sent);
        scene.Vendor.Options.LatencyMilliseconds = 0;
        await CompletesAsync(disk, scene);
        scene.Vendor.Store.Users.Select(user => user.Username).ShouldBeUnique();
    }

    [SkippableFact]
    public async Task Log_and_report_that_find_no_room_do_not_keep_the_sync_from_its_work()
    {
        await using var disk = await MountAsync();
        await using var scene = await InterruptedSync.CreateAsync(settings: $"logging: {{ log_dir: {disk.Folder}/logs }}");
        (await RunAsync(disk, scene, arguments: "--dry-run")).ShouldExitWith(0);
        await disk.FillAsync();

        var result = (await RunAsync(disk, scene, arguments: $"--report {disk.Folder}/reports")).ShouldExitWith(4);

        scene.Members.Count.ShouldBe(InterruptedSync.People);
        result.Json.GetProperty("totals").GetProperty("added").GetInt32().ShouldBe(InterruptedSync.People);
        result.Json.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("report could not be written");
        result.Error.ShouldContain("logs", Case.Insensitive);
    }

    private static Task<TinyDisk> MountAsync()
    {
        Skip.If(TinyDisk.MissingReason is not null, TinyDisk.MissingReason);
        return TinyDisk.MountAsync();
    }

    private static async Task<CommandResult> RunAsync(
        TinyDisk disk, InterruptedSync scene, string meanwhile = "true", string arguments = "")
    {
        var (output, error) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            var status = await disk.RunAsync(
                $"'{TheCommand.FilePath}' sync --output json --config '{scene.Configuration}' {arguments} >'{output}' 2>'{error}' & pid=$!; "
                + $"{meanwhile}; wait $pid");
            return new CommandResult(status, await File.ReadAllTextAsync(output), await File.ReadAllTextAsync(error));
        }
        finally
        {
            File.Delete(output);
            File.Delete(error);
        }
    }

    private static async Task CompletesAsync(TinyDisk disk, InterruptedSync scene)
    {
        (await RunAsync(disk, scene)).ShouldExitWith(0);
        scene.Members.Count.ShouldBe(InterruptedSync.People);
        (await disk.RunAsync($"ls '{disk.Folder}/state' | grep damaged")).ShouldBe(1, "no history was set aside");
    }

    private static async Task<long> CountIntentsAsync(TinyDisk disk, InterruptedSync scene)
    {
        var copy = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(scene.State)!, "copy")).FullName;
        (await disk.RunAsync($"cp '{disk.Folder}'/state/history.db* '{copy}'")).ShouldBe(0);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(copy, "history.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM changes";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
