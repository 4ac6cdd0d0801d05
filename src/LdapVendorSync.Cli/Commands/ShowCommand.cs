using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>show</c>: what a run did.</summary>
internal sealed class ShowCommand : VerbCommand
{
    private readonly Argument<string> _run = RecordedRunArgument.Create();
    private readonly Option<string[]> _vendor = new("--vendor")
    {
        Description = "Only changes at this vendor. May be given several times.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    private readonly ChangeFilter _filter = new("List every change alone: also what was held or skipped, how long each took, the request's id.");
    private readonly OutputOption _output = new();

    public ShowCommand(CommandHost host)
        : base("show", "Shows what a run did: counts, and every change that was sent, held or skipped.", host)
    {
        Arguments.Add(_run);
        foreach (var option in _filter.Options.Append(_vendor).Append(_output))
            Options.Add(option);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync show --config sync.yaml", "Shows the last run."),
        new("ldap-vendor-sync show last --config sync.yaml --output csv", "Its changes, for a spreadsheet."),
        new("ldap-vendor-sync show last --config sync.yaml --outcome Held", "Whom a guard held, and why."),
        new("ldap-vendor-sync show 20261123T1015 --config sync.yaml --person jdoe", "What an earlier run did for somebody."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var history = session.Systems.History;
        var format = _output.Format(arguments);
        var run = await HistoryViewer.GetRunAsync(history, arguments.GetValue(_run)!, session.Stopping);
        if (format == OutputFormat.Table)
        {
            foreach (var record in await HistoryViewer.ListRunsAsync(history, new RunQuery { Id = run.RunId }, session.Stopping))
                HistoryOutput.WriteOrigin(record, session.Terminal.Output);
        }

        if (_filter.IsUsed(arguments) || arguments.GetResult(_vendor) is { Implicit: false })
        {
            var query = _filter.ToQuery(arguments) with { RunId = run.RunId, Vendors = arguments.GetValue(_vendor)! };
            var changes = HistoryViewer.ListChangesAsync(history, query, session.Stopping);
            await RecordedChangeOutput.WriteAsync(changes, format, session.Terminal, session.Stopping);
            return (int)SyncExitCode.Done;
        }

        await RunOutput.WriteAsync(run, format, session.Terminal, showPlanned: true);
        return (int)SyncExitCode.Done;
    }
}
