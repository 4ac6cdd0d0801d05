using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.Core.Tests.Scheduling;

public sealed class TaskScheduleTests
{
    public static TheoryData<TaskSchedule, string, string, string> Schedules => new()
    {
        { TaskSchedule.Every(TimeSpan.FromMinutes(1)), "every 1 min", "*/1 * * * *", "*-*-* *:00/1:00" },
        { TaskSchedule.Every(TimeSpan.FromMinutes(15)), "every 15 min", "*/15 * * * *", "*-*-* *:00/15:00" },
        { TaskSchedule.Every(TimeSpan.FromHours(1)), "every 1 h", "0 */1 * * *", "*-*-* 00/1:00:00" },
        { TaskSchedule.Every(TimeSpan.FromHours(6)), "every 6 h", "0 */6 * * *", "*-*-* 00/6:00:00" },
        { TaskSchedule.Every(TimeSpan.FromDays(1)), "daily at 00:00", "0 0 * * *", "*-*-* 00:00:00" },
        { Daily("14:30", "02:00", "14:30"), "daily at 02:00, 14:30", "0 2 * * *|30 14 * * *", "*-*-* 02:00:00|*-*-* 14:30:00" },
        { Daily("06:00", "18:00"), "daily at 06:00, 18:00", "0 6,18 * * *", "*-*-* 06:00:00|*-*-* 18:00:00" },
        {
            TaskSchedule.Daily([new TimeOnly(2, 5)], [DayOfWeek.Friday, DayOfWeek.Sunday]),
            "Sun, Fri at 02:05", "5 2 * * 0,5", "Sun,Fri *-*-* 02:05:00"
        },
    };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void A_schedule_is_the_same_for_each_scheduler(TaskSchedule schedule, string words, string cron, string calendar)
    {
        schedule.ToString().ShouldBe(words);
        CronTable.Moments(schedule).ShouldBe(cron.Split('|'));
        SystemdUnits.Calendar(schedule).ShouldBe(calendar.Split('|'));
    }

    [SkippableTheory]
    [MemberData(nameof(Schedules))]
    public void Systemd_understands_the_calendar(TaskSchedule schedule, string words, string cron, string calendar)
    {
        Skip.IfNot(Programs.IsThere("systemd-analyze"), Programs.NoAnalyze);

        foreach (var moment in calendar.Split('|'))
        {
            var (exitCode, output) = Programs.Run("systemd-analyze", "calendar", moment);
            exitCode.ShouldBe(0, $"{words}, {cron}, {schedule}: {output}");
            output.ShouldContain("Next elapse");
        }
    }

    [Theory]
    [InlineData("00:45:00", "00:30:00 and 01:00:00")]
    [InlineData("00:07:00", "00:06:00 and 00:10:00")]
    [InlineData("00:00:30", "00:01:00")]
    [InlineData("00:15:30", "00:15:00 and 00:20:00")]
    [InlineData("05:00:00", "04:00:00 and 06:00:00")]
    [InlineData("01:30:00", "01:00:00 and 02:00:00")]
    [InlineData("2.00:00:00", "1.00:00:00")]
    [InlineData("00:00:00", "00:01:00")]
    [InlineData("-00:15:00", "00:01:00")]
    public void An_interval_that_cron_cannot_keep_is_refused_with_the_next_ones(string interval, string next)
    {
        var error = Should.Throw<SchedulingException>(() => TaskSchedule.Every(TimeSpan.Parse(interval, null)));

        error.Failure.ShouldBe(SchedulingFailure.ScheduleUnusable);
        error.Message.ShouldEndWith($": {next}.");
    }

    [Fact]
    public void A_time_with_seconds_and_no_time_at_all_are_refused()
    {
        Should.Throw<SchedulingException>(() => Daily("02:00:30")).Failure.ShouldBe(SchedulingFailure.ScheduleUnusable);
        Should.Throw<SchedulingException>(() => Daily()).Failure.ShouldBe(SchedulingFailure.ScheduleUnusable);
    }

    private static TaskSchedule Daily(params string[] times) => TaskSchedule.Daily(times.Select(time => TimeOnly.Parse(time, null)), []);
}
