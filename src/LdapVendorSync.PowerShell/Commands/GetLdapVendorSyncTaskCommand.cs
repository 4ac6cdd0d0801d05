using System.Management.Automation;
using LdapVendorSync.Core.Scheduling;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Lists the scheduled syncs that Register-LdapVendorSyncTask made.</summary>
[Cmdlet(VerbsCommon.Get, "LdapVendorSyncTask")]
[OutputType(typeof(RegisteredTask))]
public sealed class GetLdapVendorSyncTaskCommand : TaskCmdlet
{
    /// <summary>The names, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        var tasks = FindTasks();
        foreach (var name in Name)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            var found = tasks.Where(task => pattern.IsMatch(task.Name)).ToList();
            WriteObject(found, enumerateCollection: true);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteNotFound(name);
        }
    }
}
