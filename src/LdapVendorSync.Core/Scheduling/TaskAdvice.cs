namespace LdapVendorSync.Core.Scheduling;

/// <summary>What somebody should know who schedules a task, though it can be scheduled.</summary>
public static class TaskAdvice
{
    /// <summary>The advice, a sentence each.</summary>
    /// <param name="task">The task.</param>
    /// <param name="scheduler">The scheduler that is to have it.</param>
    /// <param name="hasTimeLimit">Whether somebody asked for the time limit, and did not just leave it as it is.</param>
    public static IEnumerable<string> Of(SyncTask task, ITaskScheduler scheduler, bool hasTimeLimit)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(scheduler);
        if (scheduler.Scope == TaskScope.System && task.Account.ToString() == "root")
            yield return "The task will run as root. A sync needs no such rights: name an account of its own with -User.";
        if (scheduler.Kind == TaskSchedulerKind.Cron && hasTimeLimit)
            yield return "cron ends no run, however long it takes: -TimeLimit has no effect there.";
        if (task.Account is { Name: { } account } && account != Environment.UserName && IsAtHome(task.ModuleRoot))
        {
            yield return $"The module lies in '{task.ModuleRoot}', in the home of '{Environment.UserName}', where '{account}' may not find it. "
                + "Install it for all users (Install-PSResource LdapVendorSync -Scope AllUsers).";
        }
    }

    private static bool IsAtHome(string folder)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 1 && folder.StartsWith(Path.TrimEndingDirectorySeparator(home) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
