using System.Text;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>Tasks of the machine as files that cron reads, one each.</summary>
/// <param name="folder">The folder, <c>/etc/cron.d</c>.</param>
public sealed class CronFolderTasks(string folder) : ITaskScheduler
{
    /// <inheritdoc />
    public TaskSchedulerKind Kind => TaskSchedulerKind.Cron;

    /// <inheritdoc />
    public TaskScope Scope => TaskScope.System;

    /// <inheritdoc />
    public IReadOnlyList<TaskEntry> Compose(SyncTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        UnixAccounts.Check(task.Account, isSystem: true);
        return [new TaskEntry(PathOf(task.Name), CronTable.Block(task, task.Account.ToString()))];
    }

    /// <inheritdoc />
    public async Task<TaskInstallation> RegisterAsync(SyncTask task, Secret? password, bool replace, CancellationToken cancellationToken)
    {
        var entry = Compose(task)[0];
        if (TaskFiles.MustBeWritten(entry, replace))
            await TaskFiles.WriteAsync(entry.Path, Encoding.UTF8.GetBytes(entry.Content), cancellationToken).ConfigureAwait(false);
        return new TaskInstallation(new RegisteredTask(Kind, Scope, entry.Path, task), []);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<RegisteredTask>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult(TaskFiles.List(folder, "*", this));

    /// <inheritdoc />
    public Task UnregisterAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        TaskFiles.CheckOurs(path, name);
        TaskFiles.Delete(path);
        return Task.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine(folder, TaskName.Check(name));
}
