using System.Management.Automation;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.Diagnostics.Reports.Comparisons;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.PowerShell.Completion;
using LdapVendorSync.PowerShell.Configuration;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Writes the report of a run, a plan or a comparison of systems: a page, JSON, NDJSON or CSV.</summary>
[Cmdlet(
    VerbsData.Export,
    "VendorSyncReport",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = InputSet,
    HelpUri = OnlineHelp.Folder + "Export-VendorSyncReport.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportVendorSyncReportCommand : ConfiguredCmdlet
{
    private const string InputSet = "InputObject";
    private const string RunSet = "RunId";
    private const string PlanSet = "PlanPath";

    /// <summary>
    /// A run, from Invoke-LdapVendorSync or Get-VendorSyncRun, a plan, from New-VendorSyncPlan, or a comparison, from
    /// Get-DirectoryComparison.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [Alias("Run", "Plan", "Comparison")]
    public object? InputObject { get; set; }

    /// <summary>The id of a run of the history, the beginning of one, or "last".</summary>
    [Parameter(Mandatory = true, ParameterSetName = RunSet)]
    [ValidateNotNullOrEmpty]
    [NameArgument("RunId")]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string RunId { get; set; } = string.Empty;

    /// <summary>The file of a plan.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PlanSet)]
    [ValidateNotNullOrEmpty]
    public string PlanPath { get; set; } = string.Empty;

    /// <summary>A folder, where the file is named by the run, or a file. Taken as it stands, without wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The formats; where left out, the one that the file's extension names, and Html for a folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ReportFormat[] Format { get; set; } = [];

    /// <summary>Leaves files alone that are there already.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces files that are read-only, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the files.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private object? Given => InputObject is PSObject wrapped ? wrapped.BaseObject : InputObject;

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        // A run of Invoke-LdapVendorSync needs no configuration; with one, its page shows how the runs before it went.
        if (ParameterSetName == RunSet || IsConfigGiven)
            OpenSession(LoadConfiguration());
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        // A recorded run says where it stands, not what it changed: that is in the history.
        if (Given is RunRecord && !HasSession)
            OpenSession(LoadConfiguration());
        Report? report = null;
        RunAsync(async cancellationToken => report = await FindReportAsync(cancellationToken).ConfigureAwait(false), InputObject ?? RunId);
        foreach (var (path, format) in FindFiles(report!))
            Write(report!, path, format);
    }

    private async Task<Report> FindReportAsync(CancellationToken cancellationToken)
    {
        if (Given is SystemComparison comparison)
        {
            return new Report(
                ComparisonReport.TitleOf(comparison),
                format => ComparisonReport.FileName(comparison, format),
                (path, format, stopping) => ComparisonReport.WriteFileAsync(comparison, path, format, stopping));
        }

        var content = await FindAsync(cancellationToken).ConfigureAwait(false);
        return new Report(
            content.Name,
            format => ReportWriter.FileName(content, format),
            (path, format, stopping) => ReportWriter.WriteFileAsync(content, path, format, stopping));
    }

    private async Task<ReportContent> FindAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == PlanSet)
        {
            var path = GetUnresolvedProviderPathFromPSPath(PlanPath);
            return ReportContent.Of(await PlanFile.ReadAsync(path, cancellationToken).ConfigureAwait(false));
        }

        if (ParameterSetName == RunSet)
            return await FindRecordedAsync(RunId, cancellationToken).ConfigureAwait(false);
        return Given switch
        {
            SyncPlan plan => ReportContent.Of(plan),
            RunRecord record => await FindRecordedAsync(record.RunId, cancellationToken).ConfigureAwait(false),
            SyncRun run => ReportContent.Of(run, await LastRunsAsync(cancellationToken).ConfigureAwait(false)),
            var other => throw new CommandException(
                ErrorKinds.InputNotReportable,
                $"A report tells of a run, a plan or a comparison, not of a '{other?.GetType().Name}'.{WholeOf(other)}"),
        };
    }

    private async Task<ReportContent> FindRecordedAsync(string id, CancellationToken cancellationToken)
    {
        var run = await RunLookup
            .AskAsync(() => HistoryViewer.GetRunAsync(Session.History, id, cancellationToken)).ConfigureAwait(false);
        return ReportContent.Of(run, await LastRunsAsync(cancellationToken).ConfigureAwait(false));
    }

    private static string WholeOf(object? part) => part switch
    {
        SystemFinding => " Findings alone do not tell what was compared: use Compare-DirectorySnapshot -AsComparison, or Get-DirectoryComparison.",
        RecordedChange => " Use Get-VendorSyncRun, or -RunId.",
        PlannedChange => " Use New-VendorSyncPlan, or -PlanPath.",
        ChangeOutcome => " Use Invoke-LdapVendorSync, or -RunId.",
        _ => string.Empty,
    };

    private async Task<IReadOnlyList<RunRecord>> LastRunsAsync(CancellationToken cancellationToken) => HasSession
        ? await HistoryViewer.ListRunsAsync(Session.History, TrendPoint.Asked, cancellationToken).ConfigureAwait(false)
        : [];

    private IEnumerable<(string Path, ReportFormat Format)> FindFiles(Report report)
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        if (Directory.Exists(path) || System.IO.Path.EndsInDirectorySeparator(Path) || !System.IO.Path.HasExtension(path))
        {
            return (Format.Length > 0 ? Format : [ReportFormat.Html]).Distinct()
                .Select(format => (System.IO.Path.Combine(path, report.FileName(format)), format));
        }

        return [(path, FindFormat(path))];
    }

    private ReportFormat FindFormat(string path)
    {
        if (Format.Length == 1)
            return Format[0];
        var extension = System.IO.Path.GetExtension(path).TrimStart('.');
        if (Format.Length == 0 && Enum.TryParse<ReportFormat>(extension, ignoreCase: true, out var format))
            return format;
        var message = Format.Length > 1
            ? $"Several formats need a folder; '{path}' is one file."
            : $"The extension of '{path}' names no format: give -Format, or a file that ends with .html, .csv, .json or .ndjson.";
        Terminate(new CommandException(ErrorKinds.FormatUnclear, message), path);
        return default;
    }

    private void Write(Report report, string path, ReportFormat format)
    {
        if (!ShouldProcess(path, $"Write the {format} report of {report.Name}"))
            return;
        if (File.Exists(path) && FindObstacle(path) is { } obstacle)
        {
            WriteError(CommandError.Create(obstacle, path));
            return;
        }

        RunAsync(cancellationToken => WriteAsync(report, path, format, cancellationToken), path);
        if (PassThru)
            WriteObject(new FileInfo(path));
    }

    private CommandException? FindObstacle(string path)
    {
        if (NoClobber)
            return new CommandException(ErrorKinds.FileExists, $"The file '{path}' exists already.");
        return new FileInfo(path).IsReadOnly && !Force
            ? new CommandException(ErrorKinds.FileReadOnly, $"The file '{path}' is read-only; -Force replaces it.")
            : null;
    }

    private static async Task WriteAsync(Report report, string path, ReportFormat format, CancellationToken cancellationToken)
    {
        try
        {
            await report.WriteAsync(path, format, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var message = $"The report could not be written to '{path}': {error.Message}";
            throw new CommandException(ErrorKinds.ReportNotWritten, message, error);
        }
    }

    /// <summary>What is written: a run, a plan or a comparison.</summary>
    private sealed record Report(
        string Name, Func<ReportFormat, string> FileName, Func<string, ReportFormat, CancellationToken, Task> WriteAsync);
}
