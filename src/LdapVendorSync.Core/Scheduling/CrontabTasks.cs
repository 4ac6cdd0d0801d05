using System.Text;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>Tasks of a user as blocks of lines in the user's crontab, of which every other byte is kept.</summary>
public sealed class CrontabTasks : ITaskScheduler
{
    private readonly SchedulerProgram _crontab = new("crontab");

    /// <inheritdoc />
    public TaskSchedulerKind Kind => TaskSchedulerKind.Cron;

    /// <inheritdoc />
    public TaskScope Scope => TaskScope.User;

    /// <inheritdoc />
    public IReadOnlyList<TaskEntry> Compose(SyncTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        UnixAccounts.Check(task.Account, isSystem: false);
        TaskName.Check(task.Name);
        return [new TaskEntry(PathOf(task), CronTable.Block(task, user: null))];
    }

    /// <inheritdoc />
    public async Task<TaskInstallation> RegisterAsync(SyncTask task, Secret? password, bool replace, CancellationToken cancellationToken)
    {
        var block = InBytes(Compose(task)[0].Content);
        var table = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var present = CronTable.Find(table, task.Name);
        if (present is not null && present != block && !replace)
            throw TaskFiles.Exists(task.Name);
        if (present != block)
            await WriteAsync(CronTable.Replace(table, task.Name, block), cancellationToken).ConfigureAwait(false);
        return new TaskInstallation(new RegisteredTask(Kind, Scope, PathOf(task), task), []);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<RegisteredTask>> ListAsync(CancellationToken cancellationToken)
    {
        var table = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. CronTable.Tasks(table)
                .OrderBy(task => task.Name, StringComparer.Ordinal)
                .Select(task => new RegisteredTask(Kind, Scope, PathOf(task), task)),
        ];
    }

    /// <inheritdoc />
    public async Task UnregisterAsync(string name, CancellationToken cancellationToken)
    {
        var table = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (CronTable.Find(table, TaskName.Check(name)) is null)
            throw TaskFiles.NotFound(name);
        await WriteAsync(CronTable.Replace(table, name, block: null), cancellationToken).ConfigureAwait(false);
    }

    private static string PathOf(SyncTask task) => $"crontab of {task.Account}";

    // The table is handled as bytes, whatever encoding its other lines are in.
    private static string InBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var (exitCode, output, errors) = await _crontab.TryRunAsync(["-l"], null, cancellationToken).ConfigureAwait(false);
        if (exitCode == 0)
            return output;
        // Whoever has none yet; taken for any other failure, an unreadable crontab would be replaced by ours alone.
        if (errors.Contains("no crontab for", StringComparison.OrdinalIgnoreCase))
            return string.Empty;
        throw new SchedulingException(SchedulingFailure.SchedulerFailed, $"'crontab -l' ended with {exitCode}: {errors.Trim()}");
    }

    private async Task WriteAsync(string table, CancellationToken cancellationToken) =>
        await _crontab.RunAsync(["-"], table, cancellationToken).ConfigureAwait(false);
}
