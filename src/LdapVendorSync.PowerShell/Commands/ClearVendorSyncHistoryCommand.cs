using System.Management.Automation;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.Sync.Purging;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Removes data of people from the history for ever, and says what remains elsewhere.</summary>
[Cmdlet(
    VerbsCommon.Clear,
    "VendorSyncHistory",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = PersonSet,
    HelpUri = OnlineHelp.Folder + "Clear-VendorSyncHistory.md")]
[OutputType(typeof(PurgeResult))]
public sealed class ClearVendorSyncHistoryCommand : RunCmdlet
{
    private const string PersonSet = "Person";
    private const string ProfileDataSet = "ProfileData";

    /// <summary>The people: ids at a source or vendor, user names, mail addresses, DNs or names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PersonSet)]
    [ValidatePattern(@"\S")]
    public string[] Person { get; set; } = [];

    /// <summary>Cuts what earlier runs kept of everybody down to what <c>history.profile_data</c> says.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProfileDataSet)]
    public SwitchParameter ProfileData { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (var person in Person)
        {
            Clear(person, "Remove from the history for ever", (purge, dryRun, cancellationToken) =>
                purge.PurgePersonAsync(person, dryRun, MyInvocation.MyCommand.Name, cancellationToken));
        }

        if (ProfileData)
        {
            Clear(Session.History.Path, "Cut profiles of people down to history.profile_data", (purge, dryRun, cancellationToken) =>
                purge.PurgeProfilesAsync(dryRun, MyInvocation.MyCommand.Name, cancellationToken));
        }
    }

    private void Clear(string target, string action, Func<HistoryPurge, bool, CancellationToken, Task<PurgeResult>> clear)
    {
        if (!ShouldProcess(target, action) && !IsWhatIf)
            return;
        var purge = new HistoryPurge(Session.Configuration, Session.Environment);
        PurgeResult? result = null;
        RunAsync(async cancellationToken => result = await clear(purge, IsWhatIf, cancellationToken).ConfigureAwait(false), target);
        WriteObject(result);
        if (result!.Refusal is { } refusal)
            WriteError(CommandError.Create(new CommandException(KindOf(result.Status), refusal), target));
    }

    private static ErrorKind KindOf(PurgeStatus status) => status switch
    {
        PurgeStatus.Ambiguous => ErrorKinds.PersonAmbiguous,
        PurgeStatus.Locked => ErrorKinds.VendorLocked,
        PurgeStatus.ChangeIsOpen => ErrorKinds.ChangeIsOpen,
        _ => ErrorKinds.LinkIsNeeded,
    };
}
