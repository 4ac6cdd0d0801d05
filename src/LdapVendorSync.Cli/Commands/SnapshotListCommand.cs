using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>snapshot list</c>: the snapshots that are kept.</summary>
internal sealed class SnapshotListCommand : VerbCommand
{
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "The source or vendor; all of them where left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly LastOption _last = new("How many at most, of the latest; all where left out.");
    private readonly OutputOption _output = new();

    public SnapshotListCommand(CommandHost host)
        : base("list", "Lists the snapshots of whole systems, the latest first.", host)
    {
        Arguments.Add(_name);
        Options.Add(_last);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync snapshot list --config sync.yaml", "Lists all snapshots."),
        new("ldap-vendor-sync snapshot list CRM --last 1 --config sync.yaml --output json", "The latest one of a system, as JSON."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var reference = arguments.GetValue(_name) is { } name ? SystemReference.OfSystem(name) : new SystemReference();
        var snapshots = await SystemSnapshotViewer.ListAsync(
            session.Systems.History, reference, arguments.GetValue(_last), session.Stopping);
        await SnapshotOutput.WriteAsync(snapshots, _output.Format(arguments), session.Terminal);
        return (int)SyncExitCode.Done;
    }
}
