using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.Core.Tests.Scheduling;

/// <summary>Registering, listing and removing, in folders of the test's own.</summary>
public sealed class TaskStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("lvs-tasks-").FullName;

    private CronFolderTasks Cron => new(_folder);

    [SkippableFact]
    public async Task A_task_of_the_machine_is_a_file_that_cron_takes()
    {
        SkipOnWindows();
        var task = Tasks.Sample with { Account = new(TaskAccountKind.User, "svc-sync") };

        var installed = await Cron.RegisterAsync(task, null, replace: false, None);

        installed.Task.Path.ShouldBe(Path.Combine(_folder, "nightly"));
        Directory.GetFiles(_folder).ShouldBe([installed.Task.Path]);
        Programs.Run("stat", "-c", "%a", installed.Task.Path).ShouldBe((0, "644\n"));
        File.ReadAllText(installed.Task.Path).ShouldBe(Cron.Compose(task)[0].Content);
    }

    [Fact]
    public async Task The_same_task_again_writes_nothing_and_another_needs_to_be_asked_for()
    {
        var path = (await Cron.RegisterAsync(Tasks.Sample, null, replace: false, None)).Task.Path;
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        await Cron.RegisterAsync(Tasks.Sample, null, replace: false, None);
        File.GetLastWriteTimeUtc(path).ShouldBe(DateTime.UnixEpoch);

        var other = Tasks.Sample with { DryRun = true };
        (await Should.ThrowAsync<SchedulingException>(() => Cron.RegisterAsync(other, null, replace: false, None)))
            .Failure.ShouldBe(SchedulingFailure.TaskExists);
        await Cron.RegisterAsync(other, null, replace: true, None);
        (await Cron.ListAsync(None)).ShouldHaveSingleItem().Definition.DryRun.ShouldBeTrue();
    }

    [Fact]
    public async Task What_others_made_is_neither_listed_nor_replaced_nor_removed()
    {
        var path = Path.Combine(_folder, "nightly");
        File.WriteAllText(path, "0 1 * * * root backup\n");

        (await Cron.ListAsync(None)).ShouldBeEmpty();
        foreach (var work in new Func<Task>[] { () => Cron.RegisterAsync(Tasks.Sample, null, replace: true, None), () => Cron.UnregisterAsync("nightly", None) })
            (await Should.ThrowAsync<SchedulingException>(work)).Failure.ShouldBe(SchedulingFailure.TaskForeign);
        File.ReadAllText(path).ShouldBe("0 1 * * * root backup\n");
    }

    [Theory]
    [InlineData("service")]
    [InlineData("timer")]
    public async Task A_unit_of_others_is_left_alone_where_only_one_of_the_two_is_there(string type)
    {
        var path = Path.Combine(_folder, "nightly." + type);
        File.WriteAllText(path, "[Unit]\nDescription=backup\n");

        (await Should.ThrowAsync<SchedulingException>(() => new SystemdTasks(true, _folder, false).RegisterAsync(Tasks.Sample, null, replace: true, None)))
            .Failure.ShouldBe(SchedulingFailure.TaskForeign);

        Directory.GetFiles(_folder).ShouldBe([path]);
        File.ReadAllText(path).ShouldBe("[Unit]\nDescription=backup\n");
    }

    [Theory]
    [InlineData("service")]
    [InlineData("timer")]
    public async Task A_unit_that_the_system_brings_is_not_put_out_of_action(string type)
    {
        var shipped = Path.Combine(_folder, "lib");
        Directory.CreateDirectory(shipped);
        File.WriteAllText(Path.Combine(shipped, "nightly." + type), "[Unit]\nDescription=backup\n");
        var systemd = new SystemdTasks(isSystem: true, _folder, isRunning: false) { ShippedUnits = [shipped] };

        var error = await Should.ThrowAsync<SchedulingException>(() => systemd.RegisterAsync(Tasks.Sample, null, replace: true, None));

        error.Failure.ShouldBe(SchedulingFailure.TaskForeign);
        error.Message.ShouldContain("nightly." + type);
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_program_in_the_current_folder_is_not_taken_for_the_scheduler()
    {
        SkipOnWindows();
        var name = "lvs-scheduler-" + Guid.NewGuid().ToString("N");
        File.WriteAllText(name, "#!/bin/sh\nexit 0\n");
        try
        {
            Programs.Run("chmod", "700", Path.GetFullPath(name));

            (await Should.ThrowAsync<SchedulingException>(() => new SchedulerProgram(name).RunAsync([], null, None)))
                .Failure.ShouldBe(SchedulingFailure.SchedulerUnavailable);
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Theory]
    [InlineData("/tmp/sync/config.yaml", "/var/lib/sync", false)]
    [InlineData("/etc/config.yaml", "/var/tmp", false)]
    [InlineData("/etc/config.yaml", "/tmpfiles", true)]
    public void A_service_has_a_tmp_of_its_own_unless_it_needs_what_lies_in_the_common_one(string config, string folder, bool isPrivate)
    {
        var task = Tasks.Sample with { ConfigPath = config, WritableFolders = [folder] };

        new SystemdTasks(isSystem: true, _folder, isRunning: false).Compose(task)[0].Content.Contains("PrivateTmp=true\n", StringComparison.Ordinal)
            .ShouldBe(isPrivate);
    }

    [Fact]
    public async Task A_task_is_listed_as_it_was_registered_and_goes_when_it_is_removed()
    {
        var task = Tasks.Of("it's ü%") with
        {
            Schedule = TaskSchedule.Daily([new TimeOnly(2, 30)], [DayOfWeek.Monday]),
            Account = new(TaskAccountKind.User, "svc-sync"),
            TimeLimit = TimeSpan.FromMinutes(20),
        };
        await Cron.RegisterAsync(task, null, replace: false, None);

        var listed = (await Cron.ListAsync(None)).ShouldHaveSingleItem();

        (listed.Scheduler, listed.Scope, listed.Name).ShouldBe((TaskSchedulerKind.Cron, TaskScope.System, "nightly"));
        TaskMark.Write(listed.Definition).ShouldBe(TaskMark.Write(task));
        await Cron.UnregisterAsync("nightly", None);
        Directory.GetFiles(_folder).ShouldBeEmpty();
        (await Should.ThrowAsync<SchedulingException>(() => Cron.UnregisterAsync("nightly", None))).Failure.ShouldBe(SchedulingFailure.TaskNotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("../x")]
    [InlineData("-x")]
    [InlineData("ä")]
    [InlineData("a b")]
    [InlineData("x\n")]
    public void A_name_that_is_none_everywhere_is_refused(string name) =>
        Should.Throw<SchedulingException>(() => Cron.Compose(Tasks.Sample with { Name = name })).Failure.ShouldBe(SchedulingFailure.ValueUnusable);

    [Theory]
    [InlineData(TaskAccountKind.Password, "sync", SchedulingFailure.AccountUnsupported)]
    [InlineData(TaskAccountKind.GroupManagedServiceAccount, "CORP\\sync$", SchedulingFailure.AccountUnsupported)]
    [InlineData(TaskAccountKind.User, "a b", SchedulingFailure.ValueUnusable)]
    [InlineData(TaskAccountKind.User, "a\nb", SchedulingFailure.ValueUnusable)]
    [InlineData(TaskAccountKind.User, "-u", SchedulingFailure.ValueUnusable)]
    [InlineData(TaskAccountKind.User, "", SchedulingFailure.ValueUnusable)]
    public void An_account_that_cron_and_systemd_cannot_run_as_is_refused(TaskAccountKind kind, string name, SchedulingFailure failure)
    {
        var task = Tasks.Sample with { Account = new(kind, name) };

        Should.Throw<SchedulingException>(() => Cron.Compose(task)).Failure.ShouldBe(failure);
        Should.Throw<SchedulingException>(() => new SystemdTasks(true, _folder, false).Compose(task)).Failure.ShouldBe(failure);
    }

    [Fact]
    public void A_user_cannot_schedule_for_another() => Should.Throw<SchedulingException>(
        () => new SystemdTasks(isSystem: false, _folder, isRunning: false).Compose(Tasks.Sample with { Account = new(TaskAccountKind.User, "other") }))
        .Failure.ShouldBe(SchedulingFailure.AccountUnsupported);

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Systemd_finds_nothing_wrong_with_the_units(bool isSystem)
    {
        Skip.IfNot(Programs.IsThere("systemd-analyze"), Programs.NoAnalyze);
        var task = Tasks.Of("it's 100% ü \"$HOME\"") with
        {
            PowerShell = "/bin/sh",
            Account = new(TaskAccountKind.User, isSystem ? "daemon" : Environment.UserName),
            WritableFolders = ["/var/lib/a b/ü%", "/var/log"],
        };
        var files = new SystemdTasks(isSystem, _folder, isRunning: false).Compose(task);
        foreach (var file in files)
            File.WriteAllText(file.Path, file.Content);

        var (exitCode, output) = Programs.Run("systemd-analyze", ["verify", .. files.Select(file => file.Path)]);

        exitCode.ShouldBe(0, output);
        output.ShouldNotContain(_folder, Case.Sensitive, "a warning names its file");
    }

    [SkippableFact]
    public async Task Units_of_a_user_are_enabled_and_removed()
    {
        Skip.IfNot(Programs.IsThere("systemctl"), "systemctl is not installed (Debian: apt-get install systemd).");
        var home = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", _folder);
        try
        {
            var units = Path.Combine(_folder, "systemd", "user");
            var systemd = new SystemdTasks(isSystem: false, units, isRunning: false);

            var installed = await systemd.RegisterAsync(Tasks.Sample, null, replace: false, None);
            installed.Warnings.Count.ShouldBe(2);
            File.Exists(Path.Combine(units, "timers.target.wants", "nightly.timer")).ShouldBeTrue("the timer is enabled");
            (await systemd.ListAsync(None)).ShouldHaveSingleItem().Name.ShouldBe("nightly");

            await systemd.RegisterAsync(Tasks.Sample with { Full = true }, null, replace: true, None);
            (await systemd.ListAsync(None)).ShouldHaveSingleItem().Definition.Full.ShouldBeTrue();

            await systemd.UnregisterAsync("nightly", None);
            Directory.GetFiles(units, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", home);
        }
    }

    [Fact]
    public void A_service_is_fenced_in_and_writes_where_a_run_does()
    {
        var task = Tasks.Sample with { Account = new(TaskAccountKind.User, "svc-sync"), WritableFolders = ["/var/lib/sync", "/var/log/sync"] };

        var service = new SystemdTasks(isSystem: true, _folder, isRunning: false).Compose(task)[0].Content.Split('\n');

        service.ShouldContain("Type=oneshot");
        service.ShouldContain("User=svc-sync");
        service.ShouldContain("NoNewPrivileges=true");
        service.ShouldContain("ProtectSystem=strict");
        service.ShouldContain("PrivateTmp=true");
        service.ShouldContain("CapabilityBoundingSet=");
        service.ShouldContain("ReadWritePaths=\"/var/lib/sync\"");
        service.ShouldContain("ReadWritePaths=\"/var/log/sync\"");
        service.ShouldContain("TimeoutStartSec=14400");
        service.ShouldContain("KillSignal=SIGINT", "PowerShell ends without a word at SIGTERM");
        service.ShouldNotContain(line => line.StartsWith("SuccessExitStatus", StringComparison.Ordinal), "held removals are to be seen");
    }

    [Fact]
    public void A_timer_catches_up_and_does_not_start_all_at_once()
    {
        var timer = new SystemdTasks(isSystem: true, _folder, isRunning: false).Compose(Tasks.Sample)[1].Content.Split('\n');

        timer.ShouldContain("OnCalendar=*-*-* *:00/15:00");
        timer.ShouldContain("Persistent=true");
        timer.ShouldContain("RandomizedDelaySec=30");
        timer.ShouldContain("WantedBy=timers.target");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void SkipOnWindows() => Skip.If(OperatingSystem.IsWindows(), "Windows has no modes of files.");
}
