using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.Core.Tests.Scheduling;

/// <summary>Against the parts of the published schema that we use (Data/task-scheduler.xsd, after [MS-TSCH] 2.5).</summary>
public sealed class TaskSchedulerXmlTests
{
    public static TheoryData<string> Tried => [.. Variants.Keys];

    private static readonly Dictionary<string, SyncTask> Variants = new()
    {
        ["interval"] = Tasks.Sample,
        ["minute"] = Tasks.Sample with { Schedule = TaskSchedule.Every(TimeSpan.FromMinutes(1)) },
        ["daily"] = Tasks.Sample with { Schedule = TaskSchedule.Daily([new TimeOnly(2, 0), new TimeOnly(14, 0)], []) },
        ["weekly"] = Tasks.Sample with { Schedule = TaskSchedule.Daily([new TimeOnly(2, 0)], [DayOfWeek.Monday, DayOfWeek.Sunday]) },
        ["user"] = Tasks.Sample with { Account = new(TaskAccountKind.User, @"CORP\sync") },
        ["password"] = Tasks.Sample with { Account = new(TaskAccountKind.Password, @"CORP\sync") },
        ["gmsa"] = Tasks.Sample with { Account = new(TaskAccountKind.GroupManagedServiceAccount, @"CORP\sync$") },
        ["service"] = Tasks.Sample with { Account = new(TaskAccountKind.User, @"NT AUTHORITY\NetworkService") },
        ["texts"] = Tasks.Of("<&>\"']]>ü😀%PATH%"),
    };

    [Theory]
    [MemberData(nameof(Tried))]
    public void A_task_is_valid_by_the_schema(string variant) => Problems(TaskSchedulerXml.Compose(Variants[variant])).ShouldBeEmpty();

    [Theory]
    [InlineData("<RunLevel>LeastPrivilege</RunLevel>", "<RunLevel>Root</RunLevel>")]
    [InlineData("<Interval>PT15M</Interval>", "<Interval>PT15S</Interval>")]
    [InlineData("version=\"1.4\"", "version=\"1.9\"")]
    [InlineData("<Enabled>true</Enabled>\n      <StartBoundary>", "<Unknown/>\n<StartBoundary>")]
    [InlineData("Context=\"Author\"", "Context=\"Somebody\"")]
    public void The_schema_sees_what_is_wrong(string right, string wrong)
    {
        var xml = TaskSchedulerXml.Compose(Tasks.Sample);

        xml.ShouldContain(right);
        Problems(xml.Replace(right, wrong, StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("interval", "S4U")]
    [InlineData("user", "S4U")]
    [InlineData("password", "Password")]
    [InlineData("gmsa", "Password")]
    [InlineData("service", null)]
    public void An_account_logs_on_with_as_little_as_it_needs(string variant, string? logonType)
    {
        var principal = Root(Variants[variant]).Element(Name("Principals"))!.Element(Name("Principal"))!;

        principal.Element(Name("LogonType"))?.Value.ShouldBe(logonType);
        principal.Elements(Name("LogonType")).Count().ShouldBe(logonType is null ? 0 : 1);
        principal.Element(Name("RunLevel"))!.Value.ShouldBe("LeastPrivilege");
    }

    [Fact]
    public void A_service_account_is_named_by_its_id() =>
        Root(Variants["service"]).Descendants(Name("UserId")).Single().Value.ShouldBe("S-1-5-20");

    [Theory]
    [InlineData("MultipleInstancesPolicy", "IgnoreNew")]
    [InlineData("ExecutionTimeLimit", "PT4H")]
    [InlineData("StartWhenAvailable", "true")]
    [InlineData("DisallowStartIfOnBatteries", "false")]
    public void One_run_at_a_time_is_started_ended_and_caught_up(string setting, string value) =>
        Root(Tasks.Sample).Element(Name("Settings"))!.Element(Name(setting))!.Value.ShouldBe(value);

    [Fact]
    public void The_mark_tells_the_task()
    {
        var task = Variants["texts"] with { Account = new(TaskAccountKind.GroupManagedServiceAccount, @"CORP\sync$") };

        var read = TaskSchedulerXml.ReadMark(TaskSchedulerXml.Compose(task)).ShouldNotBeNull();

        TaskMark.Write(read).ShouldBe(TaskMark.Write(task));
        read.ConfigPath.ShouldBe(task.ConfigPath);
    }

    [Theory]
    [InlineData("<Task/>")]
    [InlineData("nothing")]
    [InlineData("<Task xmlns='http://schemas.microsoft.com/windows/2004/02/mit/task'><RegistrationInfo><Documentation>other</Documentation></RegistrationInfo></Task>")]
    public void What_others_made_has_no_mark(string xml) => TaskSchedulerXml.ReadMark(xml).ShouldBeNull();

    [Fact]
    public void A_managed_account_without_its_sign_is_refused() => Should.Throw<SchedulingException>(
        () => new WindowsTasks().Compose(Tasks.Sample with { Account = new(TaskAccountKind.GroupManagedServiceAccount, @"CORP\sync") }))
        .Message.ShouldContain("$");

    [SkippableFact]
    public async Task Elsewhere_than_on_Windows_there_is_no_Task_Scheduler()
    {
        Skip.If(OperatingSystem.IsWindows(), "This is Windows.");

        var error = await Should.ThrowAsync<SchedulingException>(() => new WindowsTasks().RegisterAsync(Tasks.Sample, null, false, CancellationToken.None));

        error.Failure.ShouldBe(SchedulingFailure.SchedulerUnavailable);
    }

    private static XName Name(string name) => XName.Get(name, "http://schemas.microsoft.com/windows/2004/02/mit/task");

    private static XElement Root(SyncTask task) => XDocument.Parse(TaskSchedulerXml.Compose(task)).Root!;

    private static List<string> Problems(string xml)
    {
        var schemas = new XmlSchemaSet();
        using (var reader = XmlReader.Create(Path.Combine(AppContext.BaseDirectory, "Scheduling", "Data", "task-scheduler.xsd")))
            schemas.Add(null, reader);
        var problems = new List<string>();
        XDocument.Parse(xml).Validate(schemas, (_, problem) => problems.Add(problem.Message));
        return problems;
    }
}
