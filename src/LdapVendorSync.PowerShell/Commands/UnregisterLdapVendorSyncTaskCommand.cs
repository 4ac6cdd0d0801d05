using System.Management.Automation;
using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Takes a scheduled sync away.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "LdapVendorSyncTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class UnregisterLdapVendorSyncTaskCommand : TaskCmdlet
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        var tasks = FindTasks();
        foreach (var name in Name)
        {
            var found = tasks.Where(task => task.Name == name).ToList();
            if (found.Count == 0)
                WriteNotFound(name);
            // All of them: whoever takes a sync off the schedule does not want another scheduler to go on with it.
            foreach (var task in found.Where(task => ShouldProcess(task.Path, "Remove the scheduled sync")))
                Remove(task);
        }
    }

    private void Remove(RegisteredTask task)
    {
        var scheduler = TaskSchedulers.Get(task.Scheduler, task.Scope);
        RunAsync(cancellationToken => scheduler.UnregisterAsync(task.Name, cancellationToken), task.Name);
    }
}
