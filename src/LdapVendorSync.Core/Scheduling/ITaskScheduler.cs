namespace LdapVendorSync.Core.Scheduling;

/// <summary>Which scheduler.</summary>
public enum TaskSchedulerKind
{
    /// <summary>The one that the machine has.</summary>
    Auto,

    /// <summary>Task Scheduler of Windows.</summary>
    TaskScheduler,

    /// <summary>Timers of systemd.</summary>
    Systemd,

    /// <summary>cron.</summary>
    Cron,
}

/// <summary>Whose scheduler, where there is one of the machine and one of each user.</summary>
public enum TaskScope
{
    /// <summary>Of the machine, for root; of the user, for everybody else.</summary>
    Auto,

    /// <summary>Of the machine.</summary>
    System,

    /// <summary>Of the user.</summary>
    User,
}

/// <summary>A piece of what a task is for its scheduler.</summary>
/// <param name="Path">The file, or the name of the entry.</param>
/// <param name="Content">What it holds.</param>
public sealed record TaskEntry(string Path, string Content);

/// <summary>A task as its scheduler has it.</summary>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Scope">Whose scheduler; <see cref="TaskScope.Auto"/> where there is but one.</param>
/// <param name="Path">Where the scheduler has it.</param>
/// <param name="Definition">What it does.</param>
public sealed record RegisteredTask(TaskSchedulerKind Scheduler, TaskScope Scope, string Path, SyncTask Definition)
{
    /// <summary>The name.</summary>
    public string Name => Definition.Name;

    /// <summary>When it runs.</summary>
    public TaskSchedule Schedule => Definition.Schedule;

    /// <summary>The configuration.</summary>
    public string ConfigPath => Definition.ConfigPath;

    /// <summary>As whom it runs.</summary>
    public TaskAccount Account => Definition.Account;
}

/// <summary>A scheduler, and the tasks in it that are ours.</summary>
public interface ITaskScheduler
{
    /// <summary>Which one.</summary>
    TaskSchedulerKind Kind { get; }

    /// <summary>Whose it is.</summary>
    TaskScope Scope { get; }

    /// <summary>What would be installed for a task. Reads and writes nothing.</summary>
    /// <exception cref="SchedulingException">The scheduler cannot have this task.</exception>
    IReadOnlyList<TaskEntry> Compose(SyncTask task);

    /// <summary>Installs a task; where the same is there already, nothing changes.</summary>
    /// <param name="task">The task.</param>
    /// <param name="password">The account's password, where Windows is to keep it.</param>
    /// <param name="replace">Whether another task of ours with this name makes room.</param>
    /// <param name="cancellationToken">Gives up between the steps.</param>
    /// <returns>The task as it is there now, and what somebody should know.</returns>
    /// <exception cref="SchedulingException">It is not there.</exception>
    Task<TaskInstallation> RegisterAsync(SyncTask task, Security.Secret? password, bool replace, CancellationToken cancellationToken);

    /// <summary>Our tasks, by name.</summary>
    /// <exception cref="SchedulingException">The scheduler does not tell.</exception>
    Task<IReadOnlyList<RegisteredTask>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes a task of ours away.</summary>
    /// <exception cref="SchedulingException">There is none of this name, or it is not ours.</exception>
    Task UnregisterAsync(string name, CancellationToken cancellationToken);
}

/// <summary>What became of a registration.</summary>
/// <param name="Task">The task as it is there now.</param>
/// <param name="Warnings">What somebody should know.</param>
public sealed record TaskInstallation(RegisteredTask Task, IReadOnlyList<string> Warnings);
