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
    private readonly OutputOption _output = new();

    public ShowCommand(CommandHost host)
        : base("show", "Shows what a run did: counts, held removals, and every change that was sent.", host)
    {
        Arguments.Add(_run);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync show --config sync.yaml", "Shows the last run."),
        new("ldap-vendor-sync show last --config sync.yaml --output csv", "Its changes, for a spreadsheet."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var run = await HistoryViewer.GetRunAsync(session.Systems.History, arguments.GetValue(_run)!, session.Stopping);
        await RunOutput.WriteAsync(run, _output.Format(arguments), session.Terminal, showPlanned: true);
        return (int)SyncExitCode.Done;
    }
}
