using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Auditing;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>snapshot</c>: stores a whole system as it is now.</summary>
internal sealed class SnapshotCommand : VerbCommand
{
    private readonly Argument<string> _name = new Argument<string>("NAME")
    {
        Description = "The source or vendor; source:NAME or vendor:NAME where both have the name.",
    }.RefuseBlank();

    private readonly OutputOption _output = new();

    public SnapshotCommand(CommandHost host)
        : base(
            "snapshot",
            "Stores a whole source or vendor as it is now: people, groups, memberships, groups within groups. Writes to the history alone.",
            host)
    {
        Arguments.Add(_name);
        Options.Add(_output);
        Subcommands.Add(new SnapshotListCommand(host));
        Subcommands.Add(new SnapshotShowCommand(host));
        Subcommands.Add(new SnapshotLegacyCommand(host));
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync snapshot CRM --config sync.yaml", "Stores the vendor CRM, and tells the number of the snapshot."),
        new("ldap-vendor-sync snapshot source:corp --config sync.yaml --output json", "Stores a source that has the name of a vendor too."),
        new("ldap-vendor-sync snapshot list --config sync.yaml", "Lists the snapshots that are kept."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var audit = new SystemAudit(session.Systems);
        var snapshot = await audit.TakeAsync(Find(audit, arguments.GetRequiredValue(_name)), session.Stopping);
        await SnapshotOutput.WriteAsync([snapshot], _output.Format(arguments), session.Terminal);
        foreach (var doubt in snapshot.Doubts)
            session.Terminal.Tell(doubt, Display.Styles.Warning);
        return (int)(snapshot.IsComplete ? SyncExitCode.Done : SyncExitCode.FinishedWithFailures);
    }

    private static Core.Audit.SystemReference Find(SystemAudit audit, string name)
    {
        try
        {
            return audit.Find(name);
        }
        catch (SourceException error)
        {
            throw new CommandLineException(error.Message);
        }
    }
}
