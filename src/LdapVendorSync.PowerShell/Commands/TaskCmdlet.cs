using System.Management.Automation;
using LdapVendorSync.Core.Scheduling;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that work with scheduled tasks.</summary>
public abstract class TaskCmdlet : AsyncCmdlet
{
    /// <summary>The scheduler.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public TaskSchedulerKind Scheduler { get; set; } = TaskSchedulerKind.Auto;

    /// <summary>Whose scheduler: that of the machine, or that of the user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public TaskScope Scope { get; set; } = TaskScope.Auto;

    /// <summary>Does what may fail for a reason of the scheduler; such a failure ends the command.</summary>
    internal T Try<T>(Func<T> work, object target)
    {
        try
        {
            return work();
        }
        catch (SchedulingException error)
        {
            Terminate(error, target);
            throw;
        }
    }

    /// <summary>Our tasks in every scheduler that is asked for.</summary>
    internal IReadOnlyList<RegisteredTask> FindTasks()
    {
        IReadOnlyList<RegisteredTask> tasks = [];
        RunAsync(
            async cancellationToken =>
                tasks = await TaskSchedulers.ListAsync(TaskSchedulers.All(Scheduler, Scope), cancellationToken).ConfigureAwait(false),
            Scheduler);
        return tasks;
    }

    /// <summary>Writes the error that there is no such task.</summary>
    internal void WriteNotFound(string name) =>
        WriteError(CommandError.Create(new CommandException(ErrorKinds.TaskNotFound, $"There is no task '{name}'."), name));
}
