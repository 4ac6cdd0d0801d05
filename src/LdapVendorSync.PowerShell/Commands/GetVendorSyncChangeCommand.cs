using System.Management.Automation;
using LdapVendorSync.Core.History;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Lists the changes that the history knows: those that were sent, and those that runs held or skipped.</summary>
[Cmdlet(
    VerbsCommon.Get,
    "VendorSyncChange",
    DefaultParameterSetName = ConfigurationSet,
    HelpUri = OnlineHelp.Folder + "Get-VendorSyncChange.md")]
[OutputType(typeof(RecordedChange))]
public sealed class GetVendorSyncChangeCommand : HistoryCmdlet
{
    /// <summary>Ids of runs, beginnings of them, or <c>last</c>; all runs where left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [NameArgument("RunId")]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string[]? RunId { get; set; }

    /// <summary>People: by the name that messages call them, an id, or a match key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Person { get; set; } = [];

    /// <summary>Names of vendors.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string[] Vendor { get; set; } = [];

    /// <summary>Vendor groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("VendorGroup", "Group", "Name")]
    [ArgumentCompleter(typeof(VendorGroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>What was, or would have been, done.</summary>
    [Parameter]
    public JournalOperation[] Operation { get; set; } = [];

    /// <summary>What became of it.</summary>
    [Parameter]
    public RecordedOutcome[] Outcome { get; set; } = [];

    /// <summary>Changes that were decided at this moment or later.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>Changes that were decided at this moment or before.</summary>
    [Parameter]
    public DateTime? Until { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(
        async cancellationToken =>
        {
            foreach (var id in RunId ?? [null!])
                await WriteRunAsync(id, cancellationToken).ConfigureAwait(false);
        },
        Location.Path);

    private async Task WriteRunAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            await WriteAsync(null, cancellationToken).ConfigureAwait(false);
            return;
        }

        var runs = await HistoryViewer.ListRunsAsync(Location, new RunQuery { Id = id }, cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            await WriteAsync(run.RunId, cancellationToken).ConfigureAwait(false);
        if (runs.Count == 0)
            WriteRunNotFound(id);
    }

    private async Task WriteAsync(string? runId, CancellationToken cancellationToken)
    {
        var query = new ChangeQuery
        {
            RunId = runId,
            People = Person,
            Vendors = Vendor,
            Groups = Group,
            Operations = Operation,
            Outcomes = Outcome,
            Since = ToOffset(Since),
            Until = ToOffset(Until),
        };
        await foreach (var change in HistoryViewer.ListChangesAsync(Location, query, cancellationToken).ConfigureAwait(false))
            await Pipeline.WriteObjectAsync(change, cancellationToken).ConfigureAwait(false);
    }
}
