namespace LdapVendorSync.Core.Scheduling;

/// <summary>Finds the scheduler of a machine.</summary>
public static class TaskSchedulers
{
    private const string SystemdRuntime = "/run/systemd/system";
    private const string SystemUnits = "/etc/systemd/system";
    private const string CronFolder = "/etc/cron.d";

    /// <summary>A scheduler.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="scope">Whose.</param>
    /// <exception cref="SchedulingException">The machine has none.</exception>
    public static ITaskScheduler Get(TaskSchedulerKind kind, TaskScope scope)
    {
        var isSystem = scope == TaskScope.System || (scope == TaskScope.Auto && Environment.IsPrivilegedProcess);
        return (kind == TaskSchedulerKind.Auto ? Detect() : kind) switch
        {
            TaskSchedulerKind.TaskScheduler => new WindowsTasks(),
            TaskSchedulerKind.Systemd => new SystemdTasks(isSystem, isSystem ? SystemUnits : UserUnits(), Directory.Exists(SystemdRuntime)),
            _ when isSystem => new CronFolderTasks(CronFolder),
            _ => new CrontabTasks(),
        };
    }

    /// <summary>Every scheduler that may have tasks of ours.</summary>
    /// <param name="kind">Which one; <see cref="TaskSchedulerKind.Auto"/> for each that the machine has.</param>
    /// <param name="scope">Whose; <see cref="TaskScope.Auto"/> for the machine's and the user's.</param>
    public static IReadOnlyList<ITaskScheduler> All(TaskSchedulerKind kind, TaskScope scope)
    {
        if (kind == TaskSchedulerKind.TaskScheduler || (kind == TaskSchedulerKind.Auto && OperatingSystem.IsWindows()))
            return [new WindowsTasks()];
        TaskSchedulerKind[] kinds = kind == TaskSchedulerKind.Auto ? [TaskSchedulerKind.Systemd, TaskSchedulerKind.Cron] : [kind];
        TaskScope[] scopes = scope == TaskScope.Auto ? [TaskScope.System, TaskScope.User] : [scope];
        var found = kinds.SelectMany(_ => scopes, Get);
        return [.. kind == TaskSchedulerKind.Auto ? found.Where(scheduler => scheduler is not CrontabTasks || IsInPath("crontab")) : found];
    }

    /// <summary>Our tasks in several schedulers.</summary>
    /// <exception cref="SchedulingException">One of them does not tell.</exception>
    public static async Task<IReadOnlyList<RegisteredTask>> ListAsync(
        IEnumerable<ITaskScheduler> schedulers,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedulers);
        var tasks = new List<RegisteredTask>();
        foreach (var scheduler in schedulers)
            tasks.AddRange(await scheduler.ListAsync(cancellationToken).ConfigureAwait(false));
        return tasks;
    }

    private static TaskSchedulerKind Detect()
    {
        if (OperatingSystem.IsWindows())
            return TaskSchedulerKind.TaskScheduler;
        if (Directory.Exists(SystemdRuntime))
            return TaskSchedulerKind.Systemd;
        if (Directory.Exists(CronFolder) || IsInPath("crontab"))
            return TaskSchedulerKind.Cron;
        throw new SchedulingException(
            SchedulingFailure.SchedulerUnavailable,
            "This machine runs neither systemd nor cron. Name the scheduler to prepare for with -Scheduler.");
    }

    private static bool IsInPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string UserUnits()
    {
        var configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return Path.Combine(configuration, "systemd", "user");
    }
}
