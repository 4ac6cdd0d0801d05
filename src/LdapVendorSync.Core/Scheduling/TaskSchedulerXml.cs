using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>The XML of a task for Task Scheduler of Windows.</summary>
/// <remarks>[MS-TSCH] 2.5, version 1.4 of the schema; the command line by the rules of CommandLineToArgvW.</remarks>
internal static class TaskSchedulerXml
{
    private const string LocalSystem = "S-1-5-18";

    private static readonly XNamespace Schema = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    // Any moment in the past: what is repeated is counted from midnight, and the text does not depend on the day it was made.
    private static readonly DateTime Start = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    // Accounts of the system, which log on without any logon type ([MS-DTYP] 2.4.2.4).
    private static readonly Dictionary<string, string> SystemAccounts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SYSTEM"] = LocalSystem,
        [@"NT AUTHORITY\SYSTEM"] = LocalSystem,
        ["LOCAL SERVICE"] = "S-1-5-19",
        ["LocalService"] = "S-1-5-19",
        [@"NT AUTHORITY\LOCAL SERVICE"] = "S-1-5-19",
        [@"NT AUTHORITY\LocalService"] = "S-1-5-19",
        ["NETWORK SERVICE"] = "S-1-5-20",
        ["NetworkService"] = "S-1-5-20",
        [@"NT AUTHORITY\NETWORK SERVICE"] = "S-1-5-20",
        [@"NT AUTHORITY\NetworkService"] = "S-1-5-20",
    };

    /// <summary>Whether an account is one of the system's own.</summary>
    public static bool IsSystemAccount(TaskAccount account) => account.Name is { } name && SystemAccounts.ContainsKey(name);

    /// <summary>Whether an account is that of the system itself, which may do anything.</summary>
    public static bool IsSystem(TaskAccount account) =>
        account.Name is { } name && SystemAccounts.TryGetValue(name, out var sid) && sid == LocalSystem;

    /// <summary>The XML of a task.</summary>
    public static string Compose(SyncTask task)
    {
        var document = new XDocument(new XElement(
            Schema + "Task",
            new XAttribute("version", "1.4"),
            new XElement(
                Schema + "RegistrationInfo",
                Element("Author", "LdapVendorSync"),
                Element("Description", $"LdapVendorSync: {task.Name}, {task.Schedule}"),
                Element("Documentation", TaskMark.Write(task))),
            new XElement(Schema + "Triggers", Triggers(task.Schedule)),
            new XElement(Schema + "Principals", Principal(task.Account)),
            Settings(task.TimeLimit),
            new XElement(Schema + "Actions", new XAttribute("Context", "Author"), Action(task))));
        return Write(document);
    }

    /// <summary>The mark in the XML of a task.</summary>
    public static SyncTask? ReadMark(string xml)
    {
        try
        {
            var mark = XDocument.Parse(xml).Root?.Element(Schema + "RegistrationInfo")?.Element(Schema + "Documentation");
            return mark is null ? null : TaskMark.Read(mark.Value);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Arguments as a program of Windows reads them back.</summary>
    internal static string CommandLine(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    private static string Quote(string argument)
    {
        if (argument.Length > 0 && !argument.AsSpan().ContainsAny(" \t\""))
            return argument;

        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var character in argument)
        {
            // Backslashes count only before a quote, and are then doubled.
            if (character == '"')
                quoted.Append('\\', backslashes + 1);
            backslashes = character == '\\' ? backslashes + 1 : 0;
            quoted.Append(character);
        }

        return quoted.Append('\\', backslashes).Append('"').ToString();
    }

    private static XElement[] Triggers(TaskSchedule schedule)
    {
        var delay = StartDelay.Of(schedule);
        var randomDelay = delay > TimeSpan.Zero ? Element("RandomDelay", XmlConvert.ToString(delay)) : null;
        if (schedule.Interval is { } interval)
        {
            var repetition = new XElement(
                Schema + "Repetition",
                Element("Interval", XmlConvert.ToString(interval)),
                Element("StopAtDurationEnd", "false"));
            return [new XElement(Schema + "TimeTrigger", Element("Enabled", "true"), Boundary(TimeOnly.MinValue), repetition, randomDelay)];
        }

        return
        [
            .. schedule.Times.Select(time =>
                new XElement(Schema + "CalendarTrigger", Element("Enabled", "true"), Boundary(time), randomDelay, Days(schedule.Days))),
        ];
    }

    private static XElement Days(IReadOnlyList<DayOfWeek> days) => days.Count == 0
        ? new XElement(Schema + "ScheduleByDay", Element("DaysInterval", "1"))
        : new XElement(
            Schema + "ScheduleByWeek",
            Element("WeeksInterval", "1"),
            new XElement(Schema + "DaysOfWeek", days.Select(day => new XElement(Schema + day.ToString()))));

    // Without a zone: the clock on the wall, also when summer time begins.
    private static XElement Boundary(TimeOnly time) =>
        Element("StartBoundary", Start.Add(time.ToTimeSpan()).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));

    private static XElement Principal(TaskAccount account)
    {
        var principal = new XElement(Schema + "Principal", new XAttribute("id", "Author"));
        if (account.Name is { } name && SystemAccounts.TryGetValue(name, out var sid))
            principal.Add(Element("UserId", sid));
        else
            principal.Add(Element("UserId", account.Name ?? CurrentUser()), Element("LogonType", LogonType(account.Kind)));
        principal.Add(Element("RunLevel", "LeastPrivilege"));
        return principal;
    }

    // A managed account logs on by a password too, which the system asks the domain for.
    private static string LogonType(TaskAccountKind kind) =>
        kind is TaskAccountKind.Password or TaskAccountKind.GroupManagedServiceAccount ? "Password" : "S4U";

    private static string CurrentUser() => $@"{Environment.UserDomainName}\{Environment.UserName}";

    private static XElement Settings(TimeSpan timeLimit) => new(
        Schema + "Settings",
        Element("AllowStartOnDemand", "true"),
        Element("MultipleInstancesPolicy", "IgnoreNew"),
        Element("DisallowStartIfOnBatteries", "false"),
        Element("StopIfGoingOnBatteries", "false"),
        Element("AllowHardTerminate", "true"),
        Element("StartWhenAvailable", "true"),
        Element("RunOnlyIfNetworkAvailable", "false"),
        Element("WakeToRun", "false"),
        Element("Enabled", "true"),
        Element("Hidden", "false"),
        Element("ExecutionTimeLimit", XmlConvert.ToString(timeLimit)),
        Element("Priority", "7"),
        Element("RunOnlyIfIdle", "false"),
        Element("UseUnifiedSchedulingEngine", "true"));

    private static XElement Action(SyncTask task)
    {
        // Task Scheduler expands %NAME% and $(Arg0) in both.
        var command = TaskCommand.Compose(task, "%$");
        return new XElement(Schema + "Exec", Element("Command", command[0]), Element("Arguments", CommandLine(command.Skip(1))));
    }

    private static XElement Element(string name, string value) => new(Schema + name, value);

    private static string Write(XDocument document)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(writer, settings))
            document.Save(xml);
        return "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n" + writer + "\n";
    }
}
