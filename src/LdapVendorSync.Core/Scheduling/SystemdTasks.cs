using System.Text;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>Tasks as timers of systemd, each with the service that it starts.</summary>
/// <param name="isSystem">Whether they belong to the machine, not to a user.</param>
/// <param name="folder">The folder of the units.</param>
/// <param name="isRunning">Whether the manager runs, and not only its files are there, as while an image is built.</param>
public sealed class SystemdTasks(bool isSystem, string folder, bool isRunning) : ITaskScheduler
{
    // Where systemd looks after its own folder in /etc or of the user (systemd.unit(5)), as far as units are shipped there.
    private static readonly string[] ShippedRoots = ["/usr/local/lib/systemd", "/usr/lib/systemd", "/lib/systemd", "/run/systemd"];

    private readonly SchedulerProgram _systemctl = new(
        "systemctl",
        isRunning ? null : new Dictionary<string, string> { ["SYSTEMD_OFFLINE"] = "1" });

    /// <summary>The folders of units that others ship; one of ours with the name of one of theirs would put it out of action.</summary>
    public IReadOnlyList<string> ShippedUnits { get; init; } =
        [.. ShippedRoots.Select(root => Path.Combine(root, isSystem ? "system" : "user"))];

    /// <inheritdoc />
    public TaskSchedulerKind Kind => TaskSchedulerKind.Systemd;

    /// <inheritdoc />
    public TaskScope Scope => isSystem ? TaskScope.System : TaskScope.User;

    /// <inheritdoc />
    public IReadOnlyList<TaskEntry> Compose(SyncTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        UnixAccounts.Check(task.Account, isSystem);
        return
        [
            new TaskEntry(PathOf(task.Name, "service"), SystemdUnits.Service(task, isSystem)),
            new TaskEntry(PathOf(task.Name, "timer"), SystemdUnits.Timer(task)),
        ];
    }

    /// <inheritdoc />
    public async Task<TaskInstallation> RegisterAsync(SyncTask task, Secret? password, bool replace, CancellationToken cancellationToken)
    {
        var entries = Compose(task);
        CheckNotShipped(entries);
        // Each is looked at before the first is written: one of the two may be somebody else's.
        TaskEntry[] unwritten = [.. entries.Where(entry => TaskFiles.MustBeWritten(entry, replace))];
        await WriteAsync(unwritten, cancellationToken).ConfigureAwait(false);

        // Also where the files were there: what was interrupted the last time is finished.
        var timer = task.Name + ".timer";
        if (isRunning)
        {
            await SystemctlAsync(["daemon-reload"], cancellationToken).ConfigureAwait(false);
            await SystemctlAsync(["enable", timer], cancellationToken).ConfigureAwait(false);
            // Not "start": a timer that runs already keeps the moments of its former text.
            await SystemctlAsync(["restart", timer], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await SystemctlAsync(["enable", timer], cancellationToken).ConfigureAwait(false);
        }

        return new TaskInstallation(new RegisteredTask(Kind, Scope, entries[1].Path, task), [.. Warnings(task)]);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<RegisteredTask>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult(TaskFiles.List(folder, "*.timer", this));

    /// <inheritdoc />
    public async Task UnregisterAsync(string name, CancellationToken cancellationToken)
    {
        var timer = PathOf(TaskName.Check(name), "timer");
        TaskFiles.CheckOurs(timer, name);
        string[] stop = isRunning ? ["disable", "--now", name + ".timer"] : ["disable", name + ".timer"];
        await SystemctlAsync(stop, cancellationToken).ConfigureAwait(false);
        var service = PathOf(name, "service");
        if (File.Exists(service)
            && TaskMark.Find(await File.ReadAllTextAsync(service, cancellationToken).ConfigureAwait(false)) is not null)
            TaskFiles.Delete(service);
        // Last: as long as the timer is there, an attempt that broke off can be repeated.
        TaskFiles.Delete(timer);
        if (isRunning)
            await SystemctlAsync(["daemon-reload"], cancellationToken).ConfigureAwait(false);
    }

    private void CheckNotShipped(IEnumerable<TaskEntry> entries)
    {
        var names = entries.Select(entry => Path.GetFileName(entry.Path));
        var shipped = names.SelectMany(_ => ShippedUnits, (name, units) => Path.Combine(units, name));
        if (shipped.FirstOrDefault(File.Exists) is { } path)
        {
            throw new SchedulingException(
                SchedulingFailure.TaskForeign,
                $"'{path}' is a unit of this system, which a task of the same name would put out of action. Give the task another name.");
        }
    }

    private static async Task WriteAsync(IReadOnlyList<TaskEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
            await TaskFiles.WriteAsync(entry.Path, Encoding.UTF8.GetBytes(entry.Content), cancellationToken).ConfigureAwait(false);
    }

    private Task<string> SystemctlAsync(string[] arguments, CancellationToken cancellationToken) =>
        _systemctl.RunAsync(isSystem ? arguments : ["--user", .. arguments], null, cancellationToken);

    private IEnumerable<string> Warnings(SyncTask task)
    {
        if (!isRunning)
            yield return "systemd does not run here: the units are in place, and the timer begins with the next start of the machine.";
        if (!isSystem)
        {
            yield return "Timers of a user run while the user is logged on; "
                + $"for the time between, 'loginctl enable-linger {task.Account}' keeps them up.";
        }
    }

    private string PathOf(string name, string type) => Path.Combine(folder, $"{TaskName.Check(name)}.{type}");
}
