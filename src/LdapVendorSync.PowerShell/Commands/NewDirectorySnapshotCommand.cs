using System.Management.Automation;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync.Auditing;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Stores a whole source or vendor as it is now.</summary>
[Cmdlet(
    VerbsCommon.New,
    "DirectorySnapshot",
    DefaultParameterSetName = SourceSet,
    HelpUri = OnlineHelp.Folder + "New-DirectorySnapshot.md")]
[OutputType(typeof(SystemSnapshot))]
public sealed class NewDirectorySnapshotCommand : ConfiguredCmdlet
{
    private const string SourceSet = "Source";
    private const string VendorSet = "Vendor";

    /// <summary>The sources.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = SourceSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[] Source { get; set; } = [];

    /// <summary>The vendors.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VendorSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string[] Vendor { get; set; } = [];

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        var configuration = LoadConfiguration();
        WarnOfState(configuration);
        OpenSession(configuration);
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (var name in Source)
            Take(name, "source");
        foreach (var name in Vendor)
            Take(name, "vendor");
    }

    private void Take(string name, string side)
    {
        var audit = new SystemAudit(Session);
        if (TryFind(audit, $"{side}:{name}", name) is not { } system)
            return;
        SystemSnapshot? snapshot = null;
        ShowProgress(new ProgressRecord(1, PrintableText.OneLine($"Snapshot of {side} '{name}'"), "Reading"));
        RunAsync(async cancellationToken => snapshot = await audit.TakeAsync(system, cancellationToken).ConfigureAwait(false), name);
        if (!snapshot!.IsComplete)
            WriteWarning($"Snapshot {snapshot.Number} of {snapshot.System} is not complete. {string.Join(" ", snapshot.Doubts)}");
        WriteObject(snapshot);
    }

    private SystemReference? TryFind(SystemAudit audit, string system, string name)
    {
        try
        {
            return audit.Find(system);
        }
        catch (SourceException error)
        {
            WriteError(CommandError.Create(
                new CommandException(ErrorKinds.SystemNotFound, error.Message, error), name));
            return null;
        }
    }
}
