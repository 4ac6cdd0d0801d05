using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Tests.Processes;

namespace LdapVendorSync.Core.Tests.Sync;

public sealed class RunLockTests : IDisposable
{
    private const string Target = "rest:https://wiki.example.org/api/v1";
    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Second_holder_in_one_process_is_refused_and_told_who_the_first_is()
    {
        RunLock.TryAcquire(_folder, Target, Claim("r1"), out var first, out _).ShouldBeTrue();
        using (first)
        {
            RunLock.TryAcquire(_folder, Target, Claim("r2"), out var second, out var holder).ShouldBeFalse();

            second.ShouldBeNull();
            holder.ShouldBe(Claim("r1"));
            $"{holder}".ShouldBe(
                $"run r1 (sync --config sync.yaml) of {Environment.UserName} on {Environment.MachineName}, "
                + $"process {Environment.ProcessId}, since 2026-02-03 04:05:06 UTC");
        }
    }

    [Fact]
    public void Released_lock_can_be_taken_again_and_leaves_no_name_behind()
    {
        RunLock.TryAcquire(_folder, Target, Claim("r1"), out var first, out _).ShouldBeTrue();
        first!.Dispose();
        first.Dispose();
        Directory.GetFiles(Locks, "*.json").ShouldBeEmpty();

        RunLock.TryAcquire(_folder, Target, Claim("r2"), out var second, out _).ShouldBeTrue();

        second!.Dispose();
    }

    [Fact]
    public void Disposing_a_lock_twice_does_not_take_the_next_holders_name_away()
    {
        RunLock.TryAcquire(_folder, Target, Claim("r1"), out var first, out _).ShouldBeTrue();
        first!.Dispose();
        RunLock.TryAcquire(_folder, Target, Claim("r2"), out var second, out _).ShouldBeTrue();

        first.Dispose();

        using (second)
        {
            RunLock.TryAcquire(_folder, Target, Claim("r3"), out _, out var holder).ShouldBeFalse();
            holder.ShouldBe(Claim("r2"));
        }
    }

    [Fact]
    public void Targets_that_read_alike_have_locks_of_their_own()
    {
        RunLock.TryAcquire(_folder, "rest:https://a/b", Claim("r1"), out var first, out _).ShouldBeTrue();
        RunLock.TryAcquire(_folder, "rest:https://a-b", Claim("r2"), out var second, out _).ShouldBeTrue();

        Directory.GetFiles(Locks, "rest-https---a-b-*.lock").Length.ShouldBe(2);
        first!.Dispose();
        second!.Dispose();
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("rest:https://ö.example/" + "very/long/path/very/long/path/very/long/path/very/long/path/very/long/path/very/long/path")]
    [InlineData("")]
    public void Lock_stays_in_its_folder_whatever_the_target_is_called(string target)
    {
        RunLock.TryAcquire(_folder, target, Claim("r1"), out var runLock, out _).ShouldBeTrue();

        Directory.GetFileSystemEntries(_folder).ShouldBe([Locks]);
        Directory.GetFiles(Locks).Length.ShouldBe(2);
        runLock!.Dispose();
    }

    [Fact]
    public async Task Lock_of_another_process_is_refused_named_and_freed_by_its_death()
    {
        using var other = OtherProcess.Start("hold-lock", _folder, Target);
        (await other.ReadLineAsync()).ShouldBe("locked");

        RunLock.TryAcquire(_folder, Target, Claim("r1"), out _, out var holder).ShouldBeFalse();
        holder.ShouldNotBeNull().RunId.ShouldBe("the-other-run");
        holder.ProcessId.ShouldBe(other.Id);

        await other.KillAsync();

        Directory.GetFiles(Locks, "*.json").ShouldHaveSingleItem("a killed process leaves its name behind");
        RunLock.TryAcquire(_folder, Target, Claim("r2"), out var runLock, out _).ShouldBeTrue();
        using (runLock)
        {
            RunLock.TryAcquire(_folder, Target, Claim("r3"), out _, out holder).ShouldBeFalse();
            holder.ShouldBe(Claim("r2"));
        }
    }

    [Fact]
    public async Task Other_process_is_refused_while_this_one_holds_the_lock()
    {
        RunLock.TryAcquire(_folder, Target, Claim("r1"), out var runLock, out _).ShouldBeTrue();
        using (runLock)
        {
            using var other = OtherProcess.Start("hold-lock", _folder, Target);

            (await other.ReadLineAsync()).ShouldBe($"held by {Claim("r1")}");
            (await other.WaitAsync()).ShouldBe((int)SyncExitCode.Locked);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"runId\": \"half")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Unreadable_name_of_a_holder_neither_frees_the_lock_nor_breaks_the_refusal(string content)
    {
        RunLock.TryAcquire(_folder, Target, Claim("r1"), out var runLock, out _).ShouldBeTrue();
        using (runLock)
        {
            File.WriteAllText(Directory.GetFiles(Locks, "*.json").Single(), content);

            RunLock.TryAcquire(_folder, Target, Claim("r2"), out _, out var holder).ShouldBeFalse();
            holder.ShouldBeNull();
        }
    }

    [SkippableFact]
    public void Lock_files_are_their_owners_alone()
    {
        RunLock.TryAcquire(_folder, Target, Claim("r1"), out var runLock, out _).ShouldBeTrue();

        using (runLock)
        {
            foreach (var file in Directory.GetFiles(Locks))
                PrivateMode.ShouldHoldForFile(file);
            PrivateMode.ShouldHoldForFolder(Locks);
        }
    }

    private string Locks => Path.Combine(_folder, "locks");

    private static RunLockHolder Claim(string runId) => new()
    {
        RunId = runId,
        Command = "sync --config sync.yaml",
        StartedAt = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
    };
}
