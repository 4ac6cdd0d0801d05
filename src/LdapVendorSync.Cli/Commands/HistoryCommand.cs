using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>history</c>: the last runs.</summary>
internal sealed class HistoryCommand : VerbCommand
{
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many runs at most.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    private readonly OutputOption _output = new();

    public HistoryCommand(CommandHost host)
        : base("history", "Lists the last runs, the latest first.", host)
    {
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--limit: give a number from 1 up.");
        });
        Options.Add(_limit);
        Options.Add(_output);
        Subcommands.Add(new HistoryPurgeCommand(host));
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync history --config sync.yaml", "Lists the last 20 runs."),
        new("ldap-vendor-sync history --config sync.yaml --limit 1 --output json", "The last one as JSON."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var runs = await HistoryViewer.ListRunsAsync(session.Systems.History, arguments.GetValue(_limit), session.Stopping);
        await HistoryOutput.WriteAsync(runs, _output.Format(arguments), session.Terminal);
        return (int)SyncExitCode.Done;
    }
}
