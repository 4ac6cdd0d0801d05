using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>snapshot legacy</c>: who is gone from a system.</summary>
internal sealed class SnapshotLegacyCommand : VerbCommand
{
    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "The source or vendor; all of them where left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly OutputOption _output = new();

    public SnapshotLegacyCommand(CommandHost host)
        : base(
            "legacy",
            "Lists people who were in a system and are not in its newest complete snapshot, with when they were last seen.",
            host)
    {
        Arguments.Add(_name);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync snapshot legacy corp --config sync.yaml", "Who is gone from a source."),
        new("ldap-vendor-sync snapshot legacy --config sync.yaml --output csv", "Who is gone from any system, as CSV."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var reference = arguments.GetValue(_name) is { } name ? SystemReference.OfSystem(name) : new SystemReference();
        if (reference.System is { } system
            && await SystemSnapshotViewer.ListAsync(session.Systems.History, reference, 1, session.Stopping) is [])
            throw new CommandLineException(
                $"There is no snapshot of '{system}', so that it is not known who is gone from it. Take one first.");
        var people = await SystemSnapshotViewer.ListLegacyAsync(session.Systems.History, reference, session.Stopping);
        await LegacyOutput.WriteAsync(people, _output.Format(arguments), session.Terminal);
        return (int)SyncExitCode.Done;
    }
}
