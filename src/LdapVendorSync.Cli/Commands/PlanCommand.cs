using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>plan</c>: shows what a sync would do.</summary>
internal sealed class PlanCommand : VerbCommand
{
    private readonly Option<string[]> _vendor = CommonOptions.Vendor();
    private readonly Option<string[]> _group = CommonOptions.Group();
    private readonly Option<bool> _full = CommonOptions.Full();
    private readonly OutputOption _output = new();

    private readonly Option<bool> _exitCode = new("--exit-code")
    {
        Description = "End with 10 where changes are pending, so that a script can tell.",
    };

    public PlanCommand(CommandHost host)
        : base("plan", "Shows what a sync would do. Nothing is written to a vendor and no lock is taken.", host)
    {
        Options.Add(_vendor);
        Options.Add(_group);
        Options.Add(_exitCode);
        Options.Add(_full);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync plan --config sync.yaml", "Lists every change that a sync would make."),
        new("ldap-vendor-sync plan --config sync.yaml --vendor CRM --output csv > plan.csv", "Writes them for a spreadsheet."),
        new("ldap-vendor-sync plan --config sync.yaml --exit-code", "Ends with 10 where changes are pending."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        session.RequireVendors(arguments.GetRequiredValue(_vendor));
        var run = await session.SyncAsync(new SyncOptions
        {
            Vendors = arguments.GetRequiredValue(_vendor),
            Groups = arguments.GetRequiredValue(_group),
            FullRead = arguments.GetValue(_full),
            DryRun = true,
            Command = "ldap-vendor-sync plan",
        });
        if (arguments.GetValue(_exitCode) && run.Totals.Changes > 0)
            run = run with { ExitCode = SyncExitCodes.Worst([run.ExitCode, SyncExitCode.ChangesPending]) };
        await RunOutput.WriteAsync(run, _output.Format(arguments), session.Terminal, showPlanned: true);
        return (int)run.ExitCode;
    }
}
