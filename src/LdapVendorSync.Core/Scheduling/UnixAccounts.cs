namespace LdapVendorSync.Core.Scheduling;

/// <summary>Which accounts systemd and cron run a task as.</summary>
internal static class UnixAccounts
{
    /// <summary>Checks an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="isSystem">Whether the scheduler is the machine's, which can run a task as anybody.</param>
    /// <exception cref="SchedulingException">It cannot be that account.</exception>
    public static void Check(TaskAccount account, bool isSystem)
    {
        if (account.Kind is TaskAccountKind.Password or TaskAccountKind.GroupManagedServiceAccount)
        {
            throw new SchedulingException(
                SchedulingFailure.AccountUnsupported,
                "Only Task Scheduler of Windows logs an account on by a password or as a group managed service account. "
                + "Name the account alone (-User).");
        }

        if (account.Name is not { } name)
            return;
        if (name.Length == 0 || name[0] == '-' || name.Any(IsForbidden))
            throw new SchedulingException(SchedulingFailure.ValueUnusable, $"'{name}' is no name of an account.");
        if (!isSystem && name != Environment.UserName)
        {
            throw new SchedulingException(
                SchedulingFailure.AccountUnsupported,
                $"Only root can register a task that runs as '{name}'; a scheduler of a user runs tasks as that user.");
        }
    }

    private static bool IsForbidden(char character) =>
        char.IsWhiteSpace(character) || char.IsControl(character) || ":/%\"'".Contains(character, StringComparison.Ordinal);
}
