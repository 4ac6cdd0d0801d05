using System.Reflection;
using System.Runtime.InteropServices;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Scheduling;

/// <summary>Tasks of Task Scheduler of Windows, in a folder of their own there.</summary>
/// <remarks>
/// Through the scripting objects of Task Scheduler (TaskService, TaskFolder.RegisterTask), as a password that is given to schtasks.exe can
/// be read in the list of processes.
/// </remarks>
public sealed class WindowsTasks : ITaskScheduler
{
    private const string Folder = @"\LdapVendorSync";

    // TASK_CREATION and TASK_LOGON_TYPE.
    private const int CreateOrUpdate = 6;
    private const int LogonPassword = 1;
    private const int LogonS4U = 2;
    private const int LogonServiceAccount = 5;
    private const int IncludeHidden = 1;

    private const int FileNotFound = unchecked((int)0x80070002);
    private const int PathNotFound = unchecked((int)0x80070003);

    /// <inheritdoc />
    public TaskSchedulerKind Kind => TaskSchedulerKind.TaskScheduler;

    /// <inheritdoc />
    public TaskScope Scope => TaskScope.Auto;

    /// <inheritdoc />
    public IReadOnlyList<TaskEntry> Compose(SyncTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Account is { Kind: TaskAccountKind.GroupManagedServiceAccount, Name: not [.., '$'] })
        {
            throw new SchedulingException(
                SchedulingFailure.ValueUnusable,
                $@"'{task.Account.Name}' is no group managed service account: its name ends with $, as in DOMAIN\svc-sync$.");
        }

        return [new TaskEntry(PathOf(task.Name), TaskSchedulerXml.Compose(task))];
    }

    /// <inheritdoc />
    public Task<TaskInstallation> RegisterAsync(SyncTask task, Secret? password, bool replace, CancellationToken cancellationToken) =>
        OnWindowsAsync(() => Register(task, password, replace), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<RegisteredTask>> ListAsync(CancellationToken cancellationToken) => OnWindowsAsync(List, cancellationToken);

    /// <inheritdoc />
    public Task UnregisterAsync(string name, CancellationToken cancellationToken) =>
        OnWindowsAsync(() => Unregister(name), cancellationToken);

    private static Task<T> OnWindowsAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        return Task.Run(
            () =>
            {
                try
                {
                    return work();
                }
                catch (Exception error) when (error is COMException or UnauthorizedAccessException)
                {
                    throw new SchedulingException(SchedulingFailure.SchedulerFailed, $"Task Scheduler refused: {error.Message}", error);
                }
            },
            cancellationToken);
    }

    private TaskInstallation Register(SyncTask task, Secret? password, bool replace)
    {
        var entry = Compose(task)[0];
        var folder = FindFolder(create: true)!;
        if (FindXml(folder, task.Name) is { } present)
        {
            if (TaskSchedulerXml.ReadMark(present) is not { } other)
                throw Foreign(task.Name);
            if (!replace && TaskMark.Write(other) != TaskMark.Write(task))
                throw TaskFiles.Exists(task.Name);
        }

        var logon = TaskSchedulerXml.IsSystemAccount(task.Account) ? LogonServiceAccount
            : task.Account.Kind is TaskAccountKind.Password or TaskAccountKind.GroupManagedServiceAccount ? LogonPassword
            : LogonS4U;
        Call(folder, "RegisterTask", task.Name, entry.Content, CreateOrUpdate, task.Account.Name, password?.Reveal(), logon, null);
        return new TaskInstallation(new RegisteredTask(Kind, Scope, entry.Path, task), []);
    }

    private IReadOnlyList<RegisteredTask> List()
    {
        if (FindFolder(create: false) is not { } folder)
            return [];
        var tasks = new List<RegisteredTask>();
        foreach (var entry in (System.Collections.IEnumerable)Call(folder, "GetTasks", IncludeHidden)!)
        {
            if (TaskSchedulerXml.ReadMark((string)Get(entry, "Xml")!) is { } task)
                tasks.Add(new RegisteredTask(Kind, Scope, PathOf(task.Name), task));
        }

        return [.. tasks.OrderBy(task => task.Name, StringComparer.Ordinal)];
    }

    private static bool Unregister(string name)
    {
        if (FindFolder(create: false) is not { } folder || FindXml(folder, name) is not { } xml)
            throw TaskFiles.NotFound(name);
        if (TaskSchedulerXml.ReadMark(xml) is null)
            throw Foreign(name);
        Call(folder, "DeleteTask", name, 0);
        return true;
    }

    private static object? FindFolder(bool create)
    {
        if (!OperatingSystem.IsWindows())
        {
            throw new SchedulingException(
                SchedulingFailure.SchedulerUnavailable,
                "Task Scheduler is there on Windows alone. -WhatIf prints the task, for a machine with Windows.");
        }

        var type = Type.GetTypeFromProgID("Schedule.Service", throwOnError: true)!;
        var service = Activator.CreateInstance(type)!;
        Call(service, "Connect");
        try
        {
            return Call(service, "GetFolder", Folder);
        }
        catch (Exception error) when (error.HResult is FileNotFound or PathNotFound)
        {
            return create ? Call(Call(service, "GetFolder", @"\")!, "CreateFolder", Folder) : null;
        }
    }

    private static string? FindXml(object folder, string name)
    {
        try
        {
            return (string?)Get(Call(folder, "GetTask", TaskName.Check(name))!, "Xml");
        }
        catch (Exception error) when (error.HResult is FileNotFound or PathNotFound)
        {
            return null;
        }
    }

    private static object? Call(object target, string method, params object?[] arguments) =>
        Invoke(target, method, BindingFlags.InvokeMethod, arguments);

    private static object? Get(object target, string property) => Invoke(target, property, BindingFlags.GetProperty, []);

    private static object? Invoke(object target, string member, BindingFlags kind, object?[] arguments) => target.GetType().InvokeMember(
        member,
        kind | BindingFlags.DoNotWrapExceptions,
        binder: null,
        target,
        arguments,
        System.Globalization.CultureInfo.InvariantCulture);

    private static SchedulingException Foreign(string name) => new(
        SchedulingFailure.TaskForeign,
        $"The task '{PathOf(name)}' was not made by Register-LdapVendorSyncTask, and is left alone. Give this one another name.");

    private static string PathOf(string name) => $@"{Folder}\{TaskName.Check(name)}";
}
