using System.Diagnostics;
using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Applies changes to vendor groups.</summary>
[Cmdlet(
    VerbsData.Sync,
    "VendorGroup",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = ChangeSet)]
[OutputType(typeof(ChangeOutcome))]
public sealed class SyncVendorGroupCommand : RunCmdlet
{
    private const string ChangeSet = "Change";
    private const string MappingSet = "Mapping";

    private readonly List<MembershipChange> _changes = [];

    /// <summary>The changes, from Compare-GroupMembership.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ChangeSet)]
    [AllowEmptyCollection]
    public MembershipChange[] Change { get; set; } = [];

    /// <summary>The vendor whose mapping is read, compared and applied.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MappingSet)]
    [ValidateNotNullOrEmpty]
    public string Vendor { get; set; } = string.Empty;

    /// <summary>The vendor group of the mapping.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MappingSet)]
    [ValidateNotNullOrEmpty]
    public string Group { get; set; } = string.Empty;

    /// <inheritdoc />
    protected override void ProcessRecord() => _changes.AddRange(Change);

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        // Everything waits for the end of the input: the guards have to see all removals before the first one is sent.
        var run = ParameterSetName == MappingSet ? SyncMapping() : ApplyChanges();
        if (run is null)
            return;
        if (FindRefusal(run) is { } refusal)
            ThrowTerminatingError(refusal);

        foreach (var outcome in run.Changes)
            Write(outcome);
        WriteFailures(run);
    }

    private SyncRun? ApplyChanges()
    {
        var changes = IsWhatIf ? _changes : Confirm();
        if (changes.Count == 0)
            return null;
        var run = Execute((runner, progress, cancellationToken) =>
            runner.ApplyAsync(changes, Options(IsWhatIf), progress, cancellationToken));
        if (IsWhatIf)
            ShowPlanned(run.Changes);
        return run;
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
                "GroupAmbiguous",
                ErrorCategory.InvalidArgument,
                $"'{Group}' is the name of several groups: {string.Join("; ", mappings.Select(mapping => mapping.Reference))}.")
            : new CommandException(
                "MappingNotFound",
                ErrorCategory.ObjectNotFound,
                $"The configuration has no mapping for group '{Group}' of vendor '{Vendor}'.");
        Terminate(error, Group);
        throw new UnreachableException();
    }

    private void Write(ChangeOutcome outcome)
    {
        WriteObject(outcome);
        if (outcome.Result != ChangeResult.Failed)
            return;
        var error = new CommandException("ChangeFailed", ErrorCategory.WriteError, $"{outcome.Change}: {outcome.Message}");
        WriteError(CommandError.Create(error, outcome.Change));
    }
}
