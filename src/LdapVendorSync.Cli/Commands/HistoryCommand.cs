using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>history</c>: the runs, or the changes of several of them.</summary>
internal sealed class HistoryCommand : VerbCommand
{
    private const string Unfinished = "Unfinished";
    private const int LastRuns = 20;

    private readonly LastOption _last = new($"How many runs at most, of the latest. Where left out, {LastRuns}.");
    private readonly MomentOption _since = new("--since", "Only what happened then or later.", TimeProvider.System);
    private readonly MomentOption _until = new("--until", "Only what happened then or before.", TimeProvider.System);
    private readonly Option<string[]> _status = new("--status")
    {
        Description = "Only runs that ended so. May be given several times.",
        HelpName = string.Join('|', [.. Enum.GetNames<SyncStatus>(), Unfinished]),
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _vendor = CommonOptions.Vendor();
    private readonly ChangeFilter _filter = new("List changes instead of runs, of all of them.");
    private readonly OutputOption _output = new();

    public HistoryCommand(CommandHost host)
        : base("history", "Lists the last runs, the latest first; or the changes of a person or group over all runs.", host)
    {
        string[] statuses = [.. Enum.GetNames<SyncStatus>(), Unfinished];
        _status.CompletionSources.Add(statuses);
        _status.Validators.Add(result =>
        {
            foreach (var unknown in result.Tokens.Select(token => token.Value).Except(statuses, StringComparer.Ordinal))
                result.AddError($"--status: '{unknown}' is none of {string.Join(", ", statuses)}.");
        });
        Validators.Add(result =>
        {
            var listsChanges = _filter.Options.Any(option => result.GetResult(option) is { Implicit: false });
            if (listsChanges && (result.GetResult(_last) ?? result.GetResult(_status)) is { Implicit: false })
                result.AddError("--last and --status choose runs; of changes, choose with --since, --until, --vendor.");
        });
        foreach (var option in new Option[] { _last, _since, _until, _status, _vendor }.Concat(_filter.Options).Append(_output))
            Options.Add(option);
        Subcommands.Add(new HistoryPurgeCommand(host));
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync history --config sync.yaml", "Lists the last 20 runs."),
        new("ldap-vendor-sync history --config sync.yaml --last 1 --output json", "The last one as JSON."),
        new("ldap-vendor-sync history --config sync.yaml --since 7d --status Failed --status Blocked", "What went wrong this week."),
        new("ldap-vendor-sync history --config sync.yaml --person jdoe --since 30d", "Everything that was done, held or skipped for somebody."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var format = _output.Format(arguments);
        if (_filter.IsUsed(arguments))
        {
            var query = _filter.ToQuery(arguments) with
            {
                Vendors = arguments.GetValue(_vendor)!,
                Since = arguments.GetValue(_since),
                Until = arguments.GetValue(_until),
            };
            var changes = HistoryViewer.ListChangesAsync(session.Systems.History, query, session.Stopping);
            await RecordedChangeOutput.WriteAsync(changes, format, session.Terminal, session.Stopping);
            return (int)SyncExitCode.Done;
        }

        var runs = await HistoryViewer.ListRunsAsync(session.Systems.History, RunsOf(arguments), session.Stopping);
        await HistoryOutput.WriteAsync(runs, format, session.Terminal);
        return (int)SyncExitCode.Done;
    }

    private RunQuery RunsOf(ParseResult arguments) => new()
    {
        Last = arguments.GetValue(_last) ?? LastRuns,
        Since = arguments.GetValue(_since),
        Until = arguments.GetValue(_until),
        Statuses = [.. arguments.GetValue(_status)!.Select(StatusOf)],
        Vendors = arguments.GetValue(_vendor)!,
    };

    private static SyncStatus? StatusOf(string name) =>
        name.Equals(Unfinished, StringComparison.OrdinalIgnoreCase) ? null : Enum.Parse<SyncStatus>(name, ignoreCase: true);
}
