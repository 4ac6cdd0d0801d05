using System.CommandLine;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Reports;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>report</c>: writes the reports of a run that is long over, or of a plan.</summary>
internal sealed class ReportCommand : VerbCommand
{
    private readonly Argument<string> _subject = new Argument<string>("RUN|PLAN")
    {
        Description = "The run: its id, the beginning of it, or 'last'; or the file of a plan.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => HistoryViewer.LastRun,
    }.RefuseBlank();

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
        : base("report", "Writes the reports of a run of the history, or of a plan.", host)
    {
        Arguments.Add(_subject);
        Options.Add(_directory);
        Options.Add(_format);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync report --config sync.yaml", "Writes the reports of the last run."),
        new("ldap-vendor-sync report last --config sync.yaml --format html --dir .", "Its page, into the current folder."),
        new("ldap-vendor-sync report plan.json --config sync.yaml --format html", "The page of a plan, for whoever has to approve it."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var content = await FindAsync(arguments.GetValue(_subject)!, session);
        var settings = session.Configuration.Report;
        var folder = Path.GetFullPath(arguments.GetValue(_directory) ?? settings.Directory ?? ".");
        var formats = arguments.GetValue(_format) is { Length: > 0 } given ? given : settings.Formats;
        foreach (var path in await ReportWriter.WriteAsync(content, folder, formats, session.Stopping))
            session.Terminal.Tell($"Report: {path}", Styles.Dim);
        return (int)SyncExitCode.Done;
    }

    // A run's id is never a path.
    private static async Task<ReportContent> FindAsync(string subject, CommandSession session)
    {
        if (File.Exists(subject) || subject.IndexOfAny(['/', '\\']) >= 0)
            return ReportContent.Of(await PlanFile.ReadAsync(Path.GetFullPath(subject), session.Stopping));
        var run = await HistoryViewer.GetRunAsync(session.Systems.History, subject, session.Stopping);
        return ReportContent.Of(run, await session.LastRunsAsync(session.Stopping));
    }
}
