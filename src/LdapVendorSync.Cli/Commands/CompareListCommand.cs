using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>compare list</c>: the stored comparisons.</summary>
internal sealed class CompareListCommand : VerbCommand
{
    private readonly LastOption _last = new("How many at most, of the newest; all where left out.");
    private readonly OutputOption _output = new();

    public CompareListCommand(CommandHost host)
        : base("list", "Lists the stored comparisons, the newest first.", host)
    {
        Options.Add(_last);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync compare list --config sync.yaml", "What was compared, and how much was found."),
        new("ldap-vendor-sync compare list --last 5 --output json --config sync.yaml", "The last five, with the counts of every kind."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        var comparisons = await SystemComparisonViewer.ListAsync(session.Systems.History, arguments.GetValue(_last), session.Stopping);
        await ComparisonOutput.WriteListAsync(comparisons, _output.Format(arguments), session.Terminal, session.Stopping);
        return (int)SyncExitCode.Done;
    }
}
