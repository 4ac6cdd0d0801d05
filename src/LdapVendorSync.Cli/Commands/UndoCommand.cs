using System.CommandLine;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>undo</c>: takes back what a run did, or shows what that would be.</summary>
internal sealed class UndoCommand : VerbCommand
{
    private readonly Option<string[]> _vendor = CommonOptions.Vendor();
    private readonly OutputOption _output = new();
    private readonly Option<string?> _report = CommonOptions.Report();

    // Something is taken back only of a run that was named.
    private readonly Argument<string> _run = new Argument<string>("RUN")
    {
        Description = "The run: its id, the beginning of it, or 'last' for the latest that changed something and was no undo.",
    }.RefuseBlank();

    private readonly Option<bool> _apply = new("--apply")
    {
        Description = "Undo it. Without this, what would be undone is shown, and nothing is written.",
    };

    private readonly Option<string[]> _group = new("--group")
    {
        Description = "Only changes under this source or vendor group. May be given several times.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _person = new("--person")
    {
        Description = "Only changes of this person: user name, mail address or id, as the run knew it. May be given several times.",
        HelpName = "NAME",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _allowRemovals = new("--allow-removals")
    {
        Description = "Lift the limits on removals for this undo. No other guard is lifted.",
    };

    public UndoCommand(CommandHost host)
        : base("undo", "Shows what it means to take back what a run did; with --apply, does it. Guards and journal as in any run.", host)
    {
        Arguments.Add(_run);
        Options.Add(_apply);
        Options.Add(_vendor);
        Options.Add(_group);
        Options.Add(_person);
        Options.Add(_allowRemovals);
        Options.Add(_output);
        Options.Add(_report);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync undo last --config sync.yaml", "Shows what undoing the last run that changed something would do."),
        new("ldap-vendor-sync undo 20260728T101530.123Z --apply --config sync.yaml", "Undoes a run."),
        new("ldap-vendor-sync undo last --person jdoe --apply --config sync.yaml", "Takes back what the run did to one person."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var isApplied = arguments.GetValue(_apply);
        var request = await UndoRequest.ReadAsync(session.Systems.History, arguments.GetValue(_run)!, session.Stopping);
        var run = await session.SyncAsync(new SyncOptions
        {
            Undo = request with { People = arguments.GetRequiredValue(_person) },
            Vendors = arguments.GetRequiredValue(_vendor),
            Groups = arguments.GetRequiredValue(_group),
            DryRun = isApplied ? null : true,
            AllowRemovals = arguments.GetValue(_allowRemovals),
            Command = $"ldap-vendor-sync undo of {request.RunId}",
        });
        run = await session.ReportAsync(run, arguments.GetValue(_report));
        await RunOutput.WriteAsync(run, _output.Format(arguments), session.Terminal, showPlanned: run.DryRun);
        Advise(run, isApplied, session.Terminal);
        return (int)run.ExitCode;
    }

    private static void Advise(SyncRun run, bool isApplied, Terminal terminal)
    {
        if (run.Undo is not { Undone: > 0 } undo)
            return;
        if (!isApplied)
            terminal.Tell($"Nothing was written. To undo it: ldap-vendor-sync undo {undo.RunId} --apply, with the same options.", Styles.Strong);
        else if (run.DryRun)
            terminal.Tell("Nothing was written, because the configuration says dry_run: true.", Styles.Warning);
        terminal.Tell(UndoText.NextSync, Styles.Warning);
    }
}
