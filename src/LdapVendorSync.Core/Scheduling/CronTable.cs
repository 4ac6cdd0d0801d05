using System.Globalization;
using System.Text;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>The text of a task for cron: a block of lines between two marks.</summary>
/// <remarks>
/// crontab(5). cron makes a line break of <c>%</c>, and crons differ in what they do to a backslash: neither stands in a line.
/// Output is printed only where the run does not end with 0, as cron sends whatever is printed as mail.
/// </remarks>
internal static class CronTable
{
    /// <summary>What may not stand in a command.</summary>
    public const string Spared = "%\\";

    // crons cut off or refuse a line from 998 bytes up.
    private const int LongestCommand = 990;

    private const string Begin = "# >>> ";
    private const string End = "# <<< ";

    /// <summary>The block of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="user">The account, in a table of the machine; <see langword="null"/> in a table of a user.</param>
    /// <exception cref="SchedulingException">The command is longer than cron takes.</exception>
    public static string Block(SyncTask task, string? user)
    {
        var command = Command(task);
        if (Encoding.UTF8.GetByteCount(command) > LongestCommand)
        {
            throw new SchedulingException(
                SchedulingFailure.ValueUnusable,
                $"The command of the task '{task.Name}' is longer than the {LongestCommand} bytes that cron takes. "
                + "Use shorter paths, or systemd.");
        }

        var text = new StringBuilder(Begin).Append(TaskMark.Write(task)).Append('\n')
            .Append("# Register-LdapVendorSyncTask writes these lines anew, up to the one with <<<.\n");
        foreach (var moment in Moments(task.Schedule))
            text.Append(moment).Append(' ').Append(user is null ? null : user + " ").Append(command).Append('\n');
        return text.Append(End).Append(task.Name).Append('\n').ToString();
    }

    /// <summary>The command of a line, for <c>/bin/sh</c>.</summary>
    internal static string Command(SyncTask task)
    {
        var command = string.Join(' ', TaskCommand.Compose(task, Spared).Select(Quote));
        return $"o=$({command} 2>&1) || {{ c=$?; echo \"$o\"; echo 'Task {task.Name} ended with' $c; exit $c; }}";
    }

    /// <summary>A word as <c>sh</c> reads it back, without a backslash.</summary>
    internal static string Quote(string text) => $"'{text.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";

    /// <summary>The five fields of each line.</summary>
    internal static IEnumerable<string> Moments(TaskSchedule schedule)
    {
        if (schedule.Interval is { } interval)
            return [interval < TimeSpan.FromHours(1) ? $"*/{interval.TotalMinutes:0} * * * *" : $"0 */{interval.TotalHours:0} * * *"];

        var days = schedule.Days.Count == 0 ? "*" : string.Join(',', schedule.Days.Select(day => (int)day));
        return schedule.Times.GroupBy(time => time.Minute).Select(group =>
            string.Create(CultureInfo.InvariantCulture, $"{group.Key} {string.Join(',', group.Select(time => time.Hour))} * * {days}"));
    }

    /// <summary>The tasks in a table.</summary>
    public static IEnumerable<SyncTask> Tasks(string table) => table.Split('\n')
        .Where(line => line.StartsWith(Begin, StringComparison.Ordinal))
        .Select(TaskMark.Read)
        .OfType<SyncTask>();

    /// <summary>The block of a task as it stands in a table, or <see langword="null"/>.</summary>
    /// <exception cref="SchedulingException">A mark is missing, so that nobody knows which lines are the task's.</exception>
    public static string? Find(string table, string name)
    {
        var (start, end) = Locate(table, name);
        return start < 0 ? null : table[start..end];
    }

    /// <summary>The table with another block for a task; every other byte stays as it is.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The task.</param>
    /// <param name="block">Its block; <see langword="null"/> to take it away.</param>
    /// <exception cref="SchedulingException">A mark is missing, so that nobody knows which lines are the task's.</exception>
    public static string Replace(string table, string name, string? block)
    {
        var (start, end) = Locate(table, name);
        if (start >= 0)
            return string.Concat(table.AsSpan(0, start), block, table.AsSpan(end));
        if (block is null)
            return table;
        var separator = table.Length == 0 || table.EndsWith('\n') ? null : "\n";
        return string.Concat(table, separator, block);
    }

    private static (int Start, int End) Locate(string table, string name)
    {
        var (start, position) = (-1, 0);
        foreach (var line in table.Split('\n'))
        {
            if (line.StartsWith(Begin, StringComparison.Ordinal) && TaskMark.Read(line)?.Name == name)
                start = position;
            if (start >= 0 && line == End + name)
                return (start, Math.Min(table.Length, position + line.Length + 1));
            position += line.Length + 1;
        }

        return start < 0 ? (-1, -1) : throw new SchedulingException(
            SchedulingFailure.TaskForeign,
            $"The lines of the task '{name}' in the crontab begin, but their last line '{End}{name}' is missing. "
            + "Put it back, or remove them by hand.");
    }
}
