using System.Diagnostics;
using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Applies changes to vendor groups.</summary>
[Cmdlet(
    VerbsData.Sync,
    "VendorGroup",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = ChangeSet,
    HelpUri = OnlineHelp.Folder + "Sync-VendorGroup.md")]
[OutputType(typeof(ChangeOutcome))]
public sealed class SyncVendorGroupCommand : ApplyCmdlet
{
    private const string ChangeSet = "Change";
    private const string MappingSet = "Mapping";
    private const string PlanSet = "Plan";

    private readonly List<MembershipChange> _changes = [];

    /// <summary>The changes, from Compare-GroupMembership or Import-VendorSyncPlan.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ChangeSet)]
    [AllowEmptyCollection]
    public MembershipChange[] Change { get; set; } = [];

    /// <summary>The vendor whose mapping is read, compared and applied.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MappingSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string Vendor { get; set; } = string.Empty;

    /// <summary>The vendor group of the mapping.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MappingSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string Group { get; set; } = string.Empty;

    /// <summary>The plan to apply: a file, or a plan of New-VendorSyncPlan.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PlanSet)]
    [ValidateNotNull]
    public object? Plan { get; set; }

    /// <summary>Applies nothing of a plan where any of its changes is refused or held.</summary>
    [Parameter(ParameterSetName = PlanSet)]
    [Parameter(ParameterSetName = ChangeSet)]
    public SwitchParameter Strict { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => _changes.AddRange(Change);

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        // Everything waits for the end of the input: the guards have to see all removals before the first one is sent.
        var run = ParameterSetName switch
        {
            MappingSet => SyncMapping(),
            PlanSet => ApplyPlan(),
            _ => ApplyChanges(),
        };
        if (run is null)
            return;
        var refusal = FindRefusal(run);

        // Of a plan that is refused each change says why; another refusal leaves nothing to say of them.
        if (refusal is not null && run.Plan is null)
            ThrowTerminatingError(refusal);
        foreach (var outcome in run.Changes)
            Write(outcome);
        if (refusal is not null)
            WriteError(refusal);
        if (run.Plan is { LeftOut: > 0 } plan)
            WriteWarning($"{plan.LeftOut} change(s) are due that the plan {plan.Id} does not have; they were left out.");
        WriteFailures(run);
    }

    private SyncRun? ApplyPlan()
    {
        var plan = ReadPlan(Plan!);
        _changes.AddRange(plan.Changes);
        return Apply((runner, changes, progress, cancellationToken) => runner.RunAsync(
            Options(IsWhatIf) with { Plan = plan with { Changes = [.. changes.Cast<PlannedChange>()] }, Strict = Strict },
            progress,
            cancellationToken));
    }

    private SyncRun? ApplyChanges() => Apply((runner, changes, progress, cancellationToken) =>
        runner.ApplyAsync(changes, Options(IsWhatIf) with { Strict = Strict }, progress, cancellationToken));

    private SyncRun? Apply(
        Func<SyncRunner, IReadOnlyList<MembershipChange>, IProgress<SyncProgress>, CancellationToken, Task<SyncRun>> apply)
    {
        var changes = IsWhatIf ? _changes : Confirm();
        if (changes.Count == 0)
            return null;
        var run = Execute((runner, progress, cancellationToken) => apply(runner, changes, progress, cancellationToken));
        if (IsWhatIf)
            ShowPlanned(run.Changes);
        return run;
    }

    private SyncPlan ReadPlan(object argument)
    {
        var value = argument is PSObject wrapped ? wrapped.BaseObject : argument;
        if (value is SyncPlan plan)
            return plan;
        var path = value switch
        {
            string given => GetUnresolvedProviderPathFromPSPath(given),
            FileInfo file => file.FullName,
            PathInfo resolved => resolved.ProviderPath,
            _ => null,
        };
        if (path is null)
        {
            const string Message =
                "-Plan takes the path of a plan file, or a plan of New-VendorSyncPlan. Changes of a plan come through the pipeline.";
            Terminate(new CommandException(ErrorKinds.PlanInvalid, Message), value);
        }

        SyncPlan? read = null;
        RunAsync(async cancellationToken => read = await PlanFile.ReadAsync(path, cancellationToken).ConfigureAwait(false), path);
        return read!;
    }

    private List<MembershipChange> Confirm()
    {
        var confirmed = new List<MembershipChange>(_changes.Count);
        foreach (var change in _changes)
        {
            if (ShouldApply(change))
                confirmed.Add(change);
            else
                WriteObject(new ChangeOutcome(change, ChangeResult.Skipped, "Not confirmed."));
        }

        return confirmed;
    }

    private SyncRun? SyncMapping()
    {
        var mapping = FindMapping();
        if (!IsWhatIf && !ShouldProcess($"{mapping.Vendor}/{mapping.VendorGroup}", $"Sync with '{mapping.SourceGroup}'"))
            return null;
        var options = Options(IsWhatIf) with { Vendors = [mapping.Vendor], Groups = [mapping.VendorGroup] };
        var run = Execute((runner, progress, cancellationToken) => runner.RunAsync(options, progress, cancellationToken));
        if (IsWhatIf)
            ShowPlanned(run.Changes);
        return run;
    }

    private MappingReference FindMapping()
    {
        var mappings = Core.Sync.SyncMapping.Of(FindVendor(Vendor), Session.Configuration.Sources)
            .Where(mapping => mapping.IsSelectedBy([Group]))
            .ToList();
        if (mappings is [var mapping] && mapping.Reference.VendorGroup.Equals(Group, StringComparison.OrdinalIgnoreCase))
            return mapping.Reference;

        var error = mappings.Count > 1
            ? new CommandException(
                ErrorKinds.GroupAmbiguous,
                $"'{Group}' is the name of several groups: {string.Join("; ", mappings.Select(mapping => mapping.Reference))}.")
            : new CommandException(
                ErrorKinds.MappingNotFound,
                $"The configuration has no mapping for group '{Group}' of vendor '{Vendor}'.");
        Terminate(error, Group);
        throw new UnreachableException();
    }

    private void Write(ChangeOutcome outcome)
    {
        WriteObject(outcome);
        if (outcome.Result != ChangeResult.Failed)
            return;
        var error = new CommandException(ErrorKinds.ChangeFailed, $"{outcome.Change}: {outcome.Message}");
        WriteError(CommandError.Create(error, outcome.Change));
    }
}
