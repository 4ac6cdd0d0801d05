using System.Management.Automation;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Lists the snapshots of whole systems, what is in them, or who is gone.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "DirectorySnapshot",
    DefaultParameterSetName = ConfigurationSet,
    HelpUri = OnlineHelp.Folder + "Get-DirectorySnapshot.md")]
[OutputType(typeof(SystemSnapshot), typeof(SystemContent), typeof(LegacyPerson))]
public sealed class GetDirectorySnapshotCommand : HistoryCmdlet
{
    /// <summary>The numbers of snapshots.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public int[]? Number { get; set; }

    /// <summary>Snapshots of this source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string? Source { get; set; }

    /// <summary>Snapshots of this vendor.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string? Vendor { get; set; }

    /// <summary>The latest one alone.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <summary>Snapshots that were there at this moment.</summary>
    [Parameter]
    public DateTime? At { get; set; }

    /// <summary>Everything in the snapshots, in place of what is known of them.</summary>
    [Parameter]
    public SwitchParameter Content { get; set; }

    /// <summary>People who are gone, in place of snapshots.</summary>
    [Parameter]
    public SwitchParameter Legacy { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(
        async cancellationToken =>
        {
            if (Legacy)
            {
                await WriteLegacyAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            foreach (var number in Number?.Cast<int?>() ?? [null])
                await WriteAsync(number, cancellationToken).ConfigureAwait(false);
        },
        Location.Path);

    private IEnumerable<SystemReference> Systems => (Source, Vendor) switch
    {
        (null, null) => [new SystemReference()],
        _ => new[] { (Name: Source, Side: SystemSide.Source), (Name: Vendor, Side: SystemSide.Vendor) }
            .Where(system => system.Name is not null)
            .Select(system => new SystemReference { System = system.Name, Side = system.Side }),
    };

    private async Task WriteAsync(int? number, CancellationToken cancellationToken)
    {
        var found = 0;
        foreach (var system in Systems)
        {
            var snapshots = await SystemSnapshotViewer
                .ListAsync(Location, system with { Number = number, At = ToOffset(At) }, Latest ? 1 : null, cancellationToken)
                .ConfigureAwait(false);
            foreach (var snapshot in snapshots)
                await WriteAsync(snapshot, cancellationToken).ConfigureAwait(false);
            found += snapshots.Count;
        }

        if (found == 0 && number is not null)
        {
            Pipeline.Post(cmdlet => cmdlet.WriteError(CommandError.Create(
                new CommandException(
                    ErrorKinds.SnapshotNotFound, $"The history '{Location.Path}' has no snapshot {number}."),
                number)));
        }
    }

    private async Task WriteAsync(SystemSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (!Content)
            await Pipeline.WriteObjectAsync(snapshot, cancellationToken).ConfigureAwait(false);
        else if (await SystemSnapshotViewer.ReadAsync(Location, snapshot.Number, cancellationToken).ConfigureAwait(false) is { } content)
            await Pipeline.WriteObjectAsync(content, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteLegacyAsync(CancellationToken cancellationToken)
    {
        foreach (var system in Systems)
        {
            foreach (var person in await SystemSnapshotViewer.ListLegacyAsync(Location, system, cancellationToken).ConfigureAwait(false))
                await Pipeline.WriteObjectAsync(person, cancellationToken).ConfigureAwait(false);
        }
    }
}
