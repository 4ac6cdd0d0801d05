using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Writes a plan, or a selection of the changes of one, into a file.</summary>
[Cmdlet(
    VerbsData.Export,
    "VendorSyncPlan",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = PlanSet,
    HelpUri = OnlineHelp.Folder + "Export-VendorSyncPlan.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportVendorSyncPlanCommand : AsyncCmdlet
{
    private const string PlanSet = "Plan";
    private const string ChangeSet = "Change";

    private readonly List<MembershipChange> _changes = [];
    private SyncPlan? _plan;

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The plan, from New-VendorSyncPlan.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PlanSet)]
    public SyncPlan? Plan { get; set; }

    /// <summary>Changes of one plan, from Import-VendorSyncPlan.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ChangeSet)]
    [AllowEmptyCollection]
    public PlannedChange[] Change { get; set; } = [];

    /// <summary>Leaves a file alone that is there already.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ChangeSet)
            _changes.AddRange(Change);
        else if (_plan is null)
            _plan = Plan;
        else
            Terminate(Mixed("Several plans came; a file holds one."), Plan);
    }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        if (FindPlan() is not { } plan || !ShouldProcess(path, $"Write {plan.Changes.Count} change(s) of plan {plan.Id}"))
            return;
        if (NoClobber && File.Exists(path))
            Terminate(new CommandException(ErrorKinds.FileExists, $"The file '{path}' exists already."), path);
        RunAsync(
            async cancellationToken =>
            {
                await WriteAsync(plan, path, cancellationToken).ConfigureAwait(false);
                await Pipeline.WriteObjectAsync(new FileInfo(path), cancellationToken).ConfigureAwait(false);
            },
            path);
    }

    private SyncPlan? FindPlan()
    {
        if (_plan is not null || _changes.Count == 0)
            return _plan;
        if (SyncPlan.Of(_changes) is { } plan)
            return plan;
        Terminate(Mixed("The changes come from different plans; a file holds those of one."), _changes);
        return null;
    }

    private static CommandException Mixed(string message) => new(ErrorKinds.PlansMixed, message);

    private static async Task WriteAsync(SyncPlan plan, string path, CancellationToken cancellationToken)
    {
        try
        {
            await PlanFile.WriteAsync(plan, path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var message = $"The plan could not be written to '{path}': {error.Message}";
            throw new CommandException(ErrorKinds.PlanNotWritten, message, error);
        }
    }
}
