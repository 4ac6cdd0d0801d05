using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.Core.Tests.Scheduling;

public sealed class CronTableTests
{
    private static readonly string Block = CronTable.Block(Tasks.Sample, user: null);

    [Fact]
    public void A_block_is_marked_and_has_a_line_for_each_moment()
    {
        var task = Tasks.Sample with { Schedule = TaskSchedule.Daily([new TimeOnly(2, 0), new TimeOnly(14, 30)], []) };

        var lines = CronTable.Block(task, "svc-sync").Split('\n');

        lines.Length.ShouldBe(6);
        lines[0].ShouldStartWith("# >>> LdapVendorSync task {\"name\":\"nightly\"");
        lines[2].ShouldStartWith("0 2 * * * svc-sync o=$(");
        lines[3].ShouldStartWith("30 14 * * * svc-sync o=$(");
        lines[4].ShouldBe("# <<< nightly");
        lines[5].ShouldBeEmpty("cron wants the last line ended");
    }

    [Fact]
    public void The_marks_tell_the_tasks()
    {
        var other = Tasks.Of("ü'\"%\\") with { Name = "other", Account = new TaskAccount(TaskAccountKind.User, "svc-sync") };
        var table = "MAILTO=root\n" + Block + "# >>> something else\n" + CronTable.Block(other, user: null);

        var tasks = CronTable.Tasks(table).ToArray();

        tasks.Select(task => task.Name).ShouldBe(["nightly", "other"]);
        tasks[1].ConfigPath.ShouldBe(other.ConfigPath);
        tasks[1].Vendors.ShouldBe(other.Vendors);
        tasks[1].Account.ShouldBe(other.Account);
        tasks[0].Schedule.Interval.ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void Every_other_byte_of_a_table_is_kept() =>
        Prop.ForAll(Arb.From(Others), Arb.From(Others), (before, after) =>
        {
            var present = before.Length == 0 || before.EndsWith('\n') ? before : before + "\n";
            var table = CronTable.Replace(before, "nightly", Block);
            table.ShouldBe(present + Block);
            table += after;

            CronTable.Find(table, "nightly").ShouldBe(Block);
            CronTable.Replace(table, "nightly", Block).ShouldBe(table, "the same again changes nothing");
            var other = CronTable.Block(Tasks.Sample with { DryRun = true }, user: null);
            CronTable.Replace(table, "nightly", other).ShouldBe(present + other + after);
            CronTable.Replace(table, "nightly", block: null).ShouldBe(present + after);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_task_that_is_not_there_is_not_taken_away()
    {
        CronTable.Find(Block, "night").ShouldBeNull();
        CronTable.Replace(Block, "night", block: null).ShouldBe(Block);
    }

    [Fact]
    public void A_block_without_its_end_is_left_alone()
    {
        var damaged = Block.Replace("# <<< nightly\n", string.Empty, StringComparison.Ordinal) + "0 1 * * * backup\n";

        Should.Throw<SchedulingException>(() => CronTable.Replace(damaged, "nightly", Block)).Failure.ShouldBe(SchedulingFailure.TaskForeign);
    }

    // Lines of others, in any encoding, with and without an end.
    private static Gen<string> Others { get; } = Gen.Elements("MAILTO=a@b", "0 1 * * * x 100\\%", "# >>> note", "# <<< other", "ü", "\xff\xfe", "", "\n", "\t", "\r\n")
        .ListOf()
        .Select(lines => string.Join('\n', lines))
        .Select(text => Encoding.Latin1.GetString(Encoding.Latin1.GetBytes(text)));
}
