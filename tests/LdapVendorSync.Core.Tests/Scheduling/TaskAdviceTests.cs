using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.Core.Tests.Scheduling;

public sealed class TaskAdviceTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-advice-").FullName;

    [SkippableTheory]
    [InlineData("config.yaml", UnixFileMode.OtherWrite)]
    [InlineData("task.env", UnixFileMode.OtherWrite)]
    [InlineData("Modules/LdapVendorSync", UnixFileMode.OtherWrite)]
    [InlineData("Modules", UnixFileMode.OtherWrite)]
    public async Task Root_is_warned_of_what_others_can_write(string path, UnixFileMode mode)
    {
        SkipOnWindows();
        var task = Write();
        var writable = Path.Combine(_folder, path);
        Allow(writable, Private | mode);

        var advice = await FindAsync(task);

        advice.ShouldContain(sentence => sentence.Contains($"'{writable}'", StringComparison.Ordinal)
            && sentence.StartsWith("Others than root can write to", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Root_is_warned_of_what_a_link_leads_to()
    {
        SkipOnWindows();
        var task = Write();
        var target = Path.Combine(_folder, "elsewhere.yaml");
        File.Move(task.ConfigPath, target);
        File.CreateSymbolicLink(task.ConfigPath, target);
        Allow(target, Private | UnixFileMode.OtherWrite);

        (await FindAsync(task)).ShouldContain(sentence => sentence.Contains($"'{target}'", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Root_is_not_warned_of_what_is_its_own_also_below_a_sticky_folder()
    {
        SkipOnWindows();
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root can own what is root's.");
        var task = Write();
        Allow(_folder, Private | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);

        (await FindAsync(task)).ShouldHaveSingleItem().ShouldStartWith("The task will run as root.");
    }

    [SkippableFact]
    public async Task Nobody_else_is_warned_of_what_others_can_write()
    {
        SkipOnWindows();
        var task = Write() with { Account = new(TaskAccountKind.User, "svc-sync") };
        Allow(task.ConfigPath, Private | UnixFileMode.OtherWrite);

        (await FindAsync(task)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SYSTEM", true)]
    [InlineData(@"nt authority\system", true)]
    [InlineData("NetworkService", false)]
    [InlineData(@"CORP\sync", false)]
    public async Task Whoever_schedules_for_the_system_of_Windows_is_told_whose_files_count(string account, bool isTold)
    {
        var task = Write() with { Account = new(TaskAccountKind.User, account) };

        var advice = await FindAsync(task, new WindowsTasks());

        advice.Any(sentence => sentence.Contains("SYSTEM", StringComparison.Ordinal) && sentence.Contains(task.ConfigPath, StringComparison.Ordinal))
            .ShouldBe(isTold);
    }

    [Fact]
    public async Task A_folder_that_the_service_needs_is_named_when_it_is_not_there()
    {
        var missing = Path.Combine(_folder, "missing");
        var task = Write() with { Account = new(TaskAccountKind.User, "svc-sync"), WritableFolders = [_folder, missing] };

        (await FindAsync(task, new SystemdTasks(isSystem: true, _folder, isRunning: false))).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                sentence => sentence.ShouldContain($"'{missing}' is not there"),
                sentence => sentence.ShouldContain("svc-sync"));
        (await FindAsync(task)).ShouldBeEmpty("cron fences nothing in");
    }

    [Fact]
    public async Task A_time_limit_that_cron_does_not_know_is_told_where_it_was_asked_for()
    {
        var task = Write() with { Account = new(TaskAccountKind.User, "svc-sync") };

        (await TaskAdvice.FindAsync(task, new CronFolderTasks(_folder), hasTimeLimit: true, default))
            .ShouldHaveSingleItem().ShouldContain("-TimeLimit");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void SkipOnWindows() => Skip.If(OperatingSystem.IsWindows(), "Windows has no modes of files.");

    private static void Allow(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private Task<IReadOnlyList<string>> FindAsync(SyncTask task, ITaskScheduler? scheduler = null) =>
        TaskAdvice.FindAsync(task, scheduler ?? new CronFolderTasks(_folder), hasTimeLimit: false, default);

    /// <summary>A task of root whose files are there.</summary>
    private SyncTask Write()
    {
        var modules = Path.Combine(_folder, "Modules");
        Directory.CreateDirectory(Path.Combine(modules, "LdapVendorSync"));
        var task = Tasks.Sample with
        {
            ConfigPath = Path.Combine(_folder, "config.yaml"),
            EnvironmentFile = Path.Combine(_folder, "task.env"),
            ModuleRoot = modules,
            Account = new(TaskAccountKind.User, "root"),
        };
        File.WriteAllText(task.ConfigPath, string.Empty);
        File.WriteAllText(task.EnvironmentFile, string.Empty);
        return task;
    }
}
