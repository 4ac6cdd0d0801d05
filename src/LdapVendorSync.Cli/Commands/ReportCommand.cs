using System.CommandLine;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>report</c>: writes the reports of a run that is long over.</summary>
internal sealed class ReportCommand : VerbCommand
{
    private readonly Argument<string> _run = RecordedRunArgument.Create();

    private readonly Option<string?> _directory = new("--dir")
    {
        Description = "The folder of the reports; the one of the configuration where left out, else the current one.",
        HelpName = "FOLDER",
    };

    private readonly Option<ReportFormat[]> _format = new("--format")
    {
        Description = "The formats: html, json, csv; those of the configuration where left out.",
        AllowMultipleArgumentsPerToken = true,
    };

    public ReportCommand(CommandHost host)
        : base("report", "Writes the reports of a run of the history.", host)
    {
        Arguments.Add(_run);
        Options.Add(_directory);
        Options.Add(_format);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync report --config sync.yaml", "Writes the reports of the last run."),
        new("ldap-vendor-sync report last --config sync.yaml --format html --dir .", "Its page, into the current folder."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var run = await HistoryViewer.GetRunAsync(session.Systems.History, arguments.GetValue(_run)!, session.Stopping);
        var settings = session.Configuration.Report;
        var folder = Path.GetFullPath(arguments.GetValue(_directory) ?? settings.Directory ?? ".");
        var formats = arguments.GetValue(_format) is { Length: > 0 } given ? given : settings.Formats;
        foreach (var path in await ReportWriter.WriteAsync(run, folder, formats, session.Stopping))
            session.Terminal.Tell($"Report: {path}", Styles.Dim);
        return (int)SyncExitCode.Done;
    }
}
