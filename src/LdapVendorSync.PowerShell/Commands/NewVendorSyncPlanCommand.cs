using System.Management.Automation;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Makes a plan: what a sync would do, to be looked at and applied later. Nothing is written to a vendor.</summary>
[Cmdlet(VerbsCommon.New, "VendorSyncPlan", HelpUri = OnlineHelp.Folder + "New-VendorSyncPlan.md")]
[OutputType(typeof(SyncPlan))]
public sealed class NewVendorSyncPlanCommand : RunCmdlet
{
    /// <inheritdoc />
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public override string? ConfigPath { get; set; }

    /// <summary>Only these vendors.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string[] Vendor { get; set; } = [];

    /// <summary>Only mappings of these source or vendor groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>How long the plan may be applied; what the configuration says where left out.</summary>
    [Parameter]
    public TimeSpan? ExpiresAfter { get; set; }

    /// <summary>Read every group, also those that are known not to have changed.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (ExpiresAfter <= TimeSpan.Zero)
        {
            const string Message = "-ExpiresAfter is a time from now on, such as 08:00:00 for eight hours.";
            Terminate(new CommandException(ErrorKinds.ExpiryInvalid, Message), ExpiresAfter);
        }

        var options = new SyncOptions { Vendors = Vendor, Groups = Group, FullRead = Full, Command = MyInvocation.MyCommand.Name };
        SyncPlan? plan = null;
        var run = Execute(async (runner, progress, cancellationToken) =>
        {
            var result = await runner.PlanAsync(options, ExpiresAfter, progress, cancellationToken).ConfigureAwait(false);
            plan = result.Plan;
            return result.Run;
        });
        if (FindRefusal(run) is { } refusal)
            ThrowTerminatingError(refusal);
        if (plan is not null)
            WriteObject(plan);
        WriteFailures(run);
    }
}
