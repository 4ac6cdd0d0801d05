using System.Globalization;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>
/// When a task runs, by the clock of the machine: every so often, or at times of the day. Only what cron, systemd and Task Scheduler can
/// all keep, so that a task means the same under each.
/// </summary>
public sealed record TaskSchedule
{
    private const int MinutesOfHour = 60;
    private const int MinutesOfDay = 24 * MinutesOfHour;

    /// <summary>How often it runs, counted from midnight; <see langword="null"/> where <see cref="Times"/> say when.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The times of the day, ascending; empty where <see cref="Interval"/> counts.</summary>
    public IReadOnlyList<TimeOnly> Times { get; init; } = [];

    /// <summary>The days on which it runs, from Sunday; empty for every day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>A schedule that runs every so often.</summary>
    /// <param name="interval">A part of an hour in whole minutes, or a part of a day in whole hours.</param>
    /// <exception cref="SchedulingException">The interval does not divide an hour or a day, so that cron cannot keep it.</exception>
    public static TaskSchedule Every(TimeSpan interval)
    {
        if (!IsRegular(interval))
            throw new SchedulingException(SchedulingFailure.ScheduleUnusable, DescribeIrregular(interval));
        return interval.TotalMinutes == MinutesOfDay ? Daily([TimeOnly.MinValue], []) : new TaskSchedule { Interval = interval };
    }

    /// <summary>A schedule that runs at times of the day.</summary>
    /// <param name="times">The times, in whole minutes.</param>
    /// <param name="days">The days of the week; empty for every day.</param>
    /// <exception cref="SchedulingException">There is no time, or one with seconds.</exception>
    public static TaskSchedule Daily(IEnumerable<TimeOnly> times, IEnumerable<DayOfWeek> days)
    {
        TimeOnly[] ordered = [.. times.Distinct().Order()];
        if (ordered.Length == 0 || ordered.Any(time => time.Ticks % TimeSpan.TicksPerMinute != 0))
            throw new SchedulingException(
                SchedulingFailure.ScheduleUnusable, "A schedule needs one time of the day or more, in whole minutes.");
        return new TaskSchedule { Times = ordered, Days = [.. days.Distinct().Order()] };
    }

    /// <summary>The schedule in words.</summary>
    public override string ToString()
    {
        if (Interval is { } interval)
            return interval.TotalMinutes < MinutesOfHour ? $"every {interval.TotalMinutes:0} min" : $"every {interval.TotalHours:0} h";
        var times = string.Join(", ", Times.Select(time => time.ToString("HH:mm", CultureInfo.InvariantCulture)));
        return Days.Count == 0 ? $"daily at {times}" : $"{string.Join(", ", Days.Select(day => day.ToString()[..3]))} at {times}";
    }

    private static bool IsRegular(TimeSpan interval)
    {
        if (interval <= TimeSpan.Zero || interval.Ticks % TimeSpan.TicksPerMinute != 0 || interval.TotalMinutes > MinutesOfDay)
            return false;
        var minutes = (int)interval.TotalMinutes;
        return minutes < MinutesOfHour
            ? MinutesOfHour % minutes == 0
            : minutes % MinutesOfHour == 0 && MinutesOfDay % minutes == 0;
    }

    private static string DescribeIrregular(TimeSpan interval)
    {
        var regular = Enumerable.Range(1, MinutesOfDay).Select(minutes => TimeSpan.FromMinutes(minutes)).Where(IsRegular).ToArray();
        var shorter = regular.LastOrDefault(other => other < interval);
        var longer = regular.FirstOrDefault(other => other > interval);
        var near = new[] { shorter, longer }
            .Where(other => other > TimeSpan.Zero)
            .Select(other => other.ToString("c", CultureInfo.InvariantCulture));
        return $"An interval of {interval:c} does not divide an hour or a day evenly, so that not every scheduler can keep it. "
            + $"The next that do: {string.Join(" and ", near)}.";
    }
}
