using System.Management.Automation;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.PowerShell.Pipeline;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Reads the changes of a plan file. Each carries its plan, so that a selection of them can be applied or exported.</summary>
[Cmdlet(VerbsData.Import, "VendorSyncPlan", HelpUri = OnlineHelp.Folder + "Import-VendorSyncPlan.md")]
[OutputType(typeof(PlannedChange))]
public sealed class ImportVendorSyncPlanCommand : AsyncCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        RunAsync(
            async cancellationToken =>
            {
                var plan = await PlanFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
                if (plan.ExpiresAt <= DateTimeOffset.UtcNow)
                {
                    var message = $"The plan {plan.Id} expired at {plan.ExpiresAt.UtcDateTime:u}; it cannot be applied any more.";
                    Pipeline.Post(cmdlet => cmdlet.WriteWarning(message));
                }

                foreach (var change in plan.Changes)
                    await Pipeline.WriteObjectAsync(change, cancellationToken).ConfigureAwait(false);
            },
            path);
    }
}
