using System.Management.Automation;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Lists the runs that the history knows.</summary>
[Cmdlet(VerbsCommon.Get, "VendorSyncRun", DefaultParameterSetName = ConfigurationSet, HelpUri = OnlineHelp.Folder + "Get-VendorSyncRun.md")]
[OutputType(typeof(RunRecord))]
public sealed class GetVendorSyncRunCommand : HistoryCmdlet
{
    private const string Unfinished = "Unfinished";

    /// <summary>Ids of runs, beginnings of them, or <c>last</c>.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId")]
    [ValidateNotNullOrEmpty]
    [NameArgument("RunId")]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string[]? Id { get; set; }

    /// <summary>How many runs at most, of the latest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Runs that began at this moment or later.</summary>
    [Parameter]
    public DateTime? Since { get; set; }

    /// <summary>Runs that began at this moment or before.</summary>
    [Parameter]
    public DateTime? Until { get; set; }

    /// <summary>Runs that ended so.</summary>
    [Parameter]
    [ValidateSet(
        nameof(SyncStatus.Succeeded),
        nameof(SyncStatus.CompletedWithFailures),
        nameof(SyncStatus.Blocked),
        nameof(SyncStatus.Failed),
        nameof(SyncStatus.Cancelled),
        Unfinished)]
    public string[] Status { get; set; } = [];

    /// <summary>Runs with one of these vendors.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NameArgument("Vendor", "Name")]
    [ArgumentCompleter(typeof(VendorCompleter))]
    public string[] Vendor { get; set; } = [];

    /// <inheritdoc />
    protected override void ProcessRecord() => RunAsync(
        async cancellationToken =>
        {
            foreach (var id in Id ?? [null!])
                await WriteAsync(id, cancellationToken).ConfigureAwait(false);
        },
        Location.Path);

    private async Task WriteAsync(string? id, CancellationToken cancellationToken)
    {
        var query = new RunQuery
        {
            Id = id,
            Last = Last,
            Since = ToOffset(Since),
            Until = ToOffset(Until),
            Statuses = [.. Status.Select(status =>
                Enum.TryParse<SyncStatus>(status, ignoreCase: true, out var known) ? known : (SyncStatus?)null)],
            Vendors = Vendor,
        };
        var runs = await HistoryViewer.ListRunsAsync(Location, query, cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            await Pipeline.WriteObjectAsync(run, cancellationToken).ConfigureAwait(false);
        if (runs.Count == 0 && id is not null)
            WriteRunNotFound(id);
    }
}
