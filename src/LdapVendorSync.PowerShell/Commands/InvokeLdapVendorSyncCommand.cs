using System.Management.Automation;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Runs the whole sync of a configuration.</summary>
[Cmdlet(
    VerbsLifecycle.Invoke,
    "LdapVendorSync",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "Invoke-LdapVendorSync.md")]
[OutputType(typeof(SyncRun))]
public sealed class InvokeLdapVendorSyncCommand : ApplyCmdlet
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

    /// <summary>Read, compare and guard, but write nothing.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Read every group, also those that are known not to have changed.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var isDryRun = DryRun || IsWhatIf;
        if (!isDryRun && !ShouldProcess(Session.Configuration.FilePath ?? "environment", $"Sync {DescribeSelection()}"))
            return;

        var options = Options(isDryRun) with { Vendors = Vendor, Groups = Group, FullRead = Full };
        var run = Execute((runner, progress, cancellationToken) => runner.RunAsync(options, progress, cancellationToken));
        if (IsWhatIf)
            ShowPlanned(run.Changes);

        // The result first: an error must not keep anybody from seeing what was done (-ErrorAction Stop).
        WriteObject(run);
        if (FindRefusal(run) is { } refusal)
            WriteError(refusal);
        WriteFailures(run);
        WriteFailedChanges(run);
    }

    private string DescribeSelection()
    {
        var vendors = Vendor.Length == 0 ? "all vendors" : string.Join(", ", Vendor);
        return Group.Length == 0 ? vendors : $"{string.Join(", ", Group)} of {vendors}";
    }
}
