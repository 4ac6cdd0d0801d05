using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>
/// Names of tasks: letters, digits, - and _, as cron reads no file of another name in <c>/etc/cron.d</c>, and as unit and task names they
/// need no escaping.
/// </summary>
public static partial class TaskName
{
    /// <summary>The name of a task that is given none.</summary>
    public const string Default = "ldap-vendor-sync";

    /// <summary>The name, if it is one.</summary>
    /// <exception cref="SchedulingException">It is none.</exception>
    public static string Check(string name) => Shape().IsMatch(name) ? name : throw new SchedulingException(
        SchedulingFailure.ValueUnusable,
        $"'{name}' is no name for a task: up to 64 letters (a to z), digits, '-' and '_', the first a letter or digit.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
