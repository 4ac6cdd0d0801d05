using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>snapshot show</c>: what a snapshot holds.</summary>
internal sealed class SnapshotShowCommand : VerbCommand
{
    private readonly Argument<string> _snapshot = new Argument<string>("SNAPSHOT")
    {
        Description = "Its number; or latest, the name of a source or vendor (its newest), or that with a time (CRM@2026-11-01).",
    }.RefuseBlank();

    private readonly Option<string> _part = new("--part")
    {
        Description = "Which rows csv has.",
        HelpName = "users|groups|memberships|nestings",
        DefaultValueFactory = _ => "memberships",
    };

    private readonly OutputOption _output = new();

    public SnapshotShowCommand(CommandHost host)
        : base("show", "Shows what a snapshot holds: counts and doubts as table, everything as json or csv.", host)
    {
        _part.AcceptOnlyFromAmong("users", "groups", "memberships", "nestings");
        Arguments.Add(_snapshot);
        Options.Add(_part);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync snapshot show 12 --config sync.yaml", "Counts, and why something may be missing."),
        new("ldap-vendor-sync snapshot show CRM --config sync.yaml --output json", "Everything in the latest snapshot of CRM."),
        new(
            "ldap-vendor-sync snapshot show CRM@2026-01-01 --part users --config sync.yaml --output csv",
            "Who was there at the beginning of the year."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var reference = arguments.GetRequiredValue(_snapshot);
        var format = _output.Format(arguments);
        var history = session.Systems.History;
        var snapshot = await HistoryQuestion.AskAsync(() => SystemSnapshotViewer.GetAsync(history, reference, session.Stopping));
        if (format == OutputFormat.Table)
        {
            SnapshotOutput.Describe(snapshot, session.Terminal.Output);
            return (int)SyncExitCode.Done;
        }

        var content = await SystemSnapshotViewer.ReadAsync(history, snapshot.Number, session.Stopping)
            ?? throw new CommandLineException($"Snapshot {snapshot.Number} was forgotten just now.");
        if (format == OutputFormat.Json)
            await SnapshotContentOutput.WriteAsync(snapshot, content);
        else
            await SnapshotContentOutput.WritePartAsync(content, arguments.GetRequiredValue(_part));
        return (int)SyncExitCode.Done;
    }
}
