using System.Management.Automation;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Undo;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Takes back what a run did, as far as that is possible and nobody has changed it since.</summary>
[Cmdlet(
    VerbsCommon.Undo,
    "VendorSyncRun",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "Undo-VendorSyncRun.md")]
[OutputType(typeof(SyncRun))]
public sealed class UndoVendorSyncRunCommand : ApplyCmdlet
{
    private const int Shown = 20;

    /// <summary>The runs: their ids, the beginnings of them, or 'last' for the latest that changed something and was no undo.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NameArgument("RunId")]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string[] RunId { get; set; } = [];

    /// <summary>Only changes at these vendors.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string[] Vendor { get; set; } = [];

    /// <summary>Only changes under these source or vendor groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Only changes of these people: user name, mail address or id, as the run knew them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Person { get; set; } = [];

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (var id in RunId)
            Undo(id);
    }

    private void Undo(string id)
    {
        UndoRequest? request = null;
        RunAsync(
            async cancellationToken => request = await RunLookup
                .AskAsync(() => UndoRequest.ReadAsync(Session.History, id, cancellationToken)).ConfigureAwait(false),
            id);
        if (!IsWhatIf && !ShouldProcess($"run {request!.RunId}", "Undo"))
            return;

        var options = Options(IsWhatIf) with
        {
            Undo = request! with { People = Person },
            Vendors = Vendor,
            Groups = Group,
            Command = $"{MyInvocation.MyCommand.Name} of {request.RunId}",
        };
        var run = Execute((runner, progress, cancellationToken) => runner.RunAsync(options, progress, cancellationToken));
        if (IsWhatIf)
            ShowPlanned(run.Changes);
        WriteObject(run);
        WriteWhatStays(run);
        if (FindRefusal(run) is { } refusal)
            WriteError(refusal);
        WriteFailures(run);
        WriteFailedChanges(run);
    }

    private void WriteWhatStays(SyncRun run)
    {
        var refused = run.Changes.Where(outcome => outcome.Result == ChangeResult.Refused).ToLookup(Verdict);
        foreach (var outcome in refused[UndoVerdict.NothingToDo])
            WriteVerbose($"{outcome.Change}: {outcome.Message}");
        var left = refused[UndoVerdict.NotUndone].Concat(refused[UndoVerdict.Stays]).ToList();
        foreach (var outcome in left.Take(Shown))
            WriteWarning($"Not undone: {outcome.Change}: {outcome.Message}");
        if (left.Count > Shown)
            WriteWarning($"Not undone: {left.Count - Shown} more; the Changes of the run have all of them.");
        if (run.Undo is { Undone: > 0 })
            WriteWarning(UndoText.NextSync);
    }

    private static UndoVerdict? Verdict(ChangeOutcome outcome) => (outcome.Change as InverseChange)?.Verdict;
}
