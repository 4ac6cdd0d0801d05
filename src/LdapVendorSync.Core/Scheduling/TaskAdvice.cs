namespace LdapVendorSync.Core.Scheduling;

/// <summary>What somebody should know who schedules a task, though it can be scheduled.</summary>
public static class TaskAdvice
{
    private const int Shown = 3;

    /// <summary>The advice, a sentence or two each.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scheduler">The scheduler that is to have it.</param>
    /// <param name="hasTimeLimit">Whether somebody asked for the time limit, and did not just leave it as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(
        SyncTask task, ITaskScheduler scheduler, bool hasTimeLimit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(scheduler);
        var isRoot = scheduler.Scope == TaskScope.System && task.Account.ToString() == "root";
        var foreign = isRoot ? await ForeignWriters.FindAsync(WhatRuns(task), cancellationToken).ConfigureAwait(false) : [];
        return
        [
            .. OfAccount(task, scheduler, isRoot),
            .. OfWriters(foreign),
            .. OfScheduler(task, scheduler, hasTimeLimit),
            .. OfModule(task),
        ];
    }

    private static IEnumerable<string> OfAccount(SyncTask task, ITaskScheduler scheduler, bool isRoot)
    {
        if (isRoot)
            yield return "The task will run as root. A sync needs no such rights: name an account of its own with -User.";
        if (scheduler.Kind == TaskSchedulerKind.TaskScheduler && TaskSchedulerXml.IsSystem(task.Account))
        {
            yield return "The task will run as SYSTEM. A sync needs no such rights: name an account of its own. "
                + $"Whoever can write to {string.Join(", ", WhatRuns(task).Select(Quote))} can run programs as SYSTEM.";
        }
    }

    private static IEnumerable<string> OfWriters(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            yield break;
        var more = paths.Count > Shown ? $" and {paths.Count - Shown} more" : string.Empty;
        yield return $"Others than root can write to {string.Join(", ", paths.Take(Shown).Select(Quote))}{more}, "
            + "and so run programs as root. Leave these files and folders to root alone, or name another account with -User.";
    }

    private static IEnumerable<string> OfScheduler(SyncTask task, ITaskScheduler scheduler, bool hasTimeLimit)
    {
        if (scheduler.Kind == TaskSchedulerKind.Cron && hasTimeLimit)
            yield return "cron ends no run, however long it takes: -TimeLimit has no effect there.";
        if (scheduler is not { Kind: TaskSchedulerKind.Systemd, Scope: TaskScope.System })
            yield break;
        foreach (var folder in task.WritableFolders.Where(folder => !Directory.Exists(folder)))
            yield return $"'{folder}' is not there. Make it, for '{task.Account}' to write to: the service does not start without it.";
    }

    private static IEnumerable<string> OfModule(SyncTask task)
    {
        if (task.Account.Name is { } account && account != Environment.UserName && IsAtHome(task.ModuleRoot))
        {
            yield return $"The module lies in '{task.ModuleRoot}', in the home of '{Environment.UserName}', "
                + $"where '{account}' may not find it. Install it for all users (Install-PSResource LdapVendorSync -Scope AllUsers).";
        }
    }

    private static IEnumerable<string> WhatRuns(SyncTask task)
    {
        yield return task.ConfigPath;
        if (task.EnvironmentFile is { } file)
            yield return file;
        yield return TaskCommand.FindModuleFolder(task.ModuleRoot);
    }

    private static string Quote(string path) => $"'{path}'";

    private static bool IsAtHome(string folder)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 1
            && folder.StartsWith(Path.TrimEndingDirectorySeparator(home) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
