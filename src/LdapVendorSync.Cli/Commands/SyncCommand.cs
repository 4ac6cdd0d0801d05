using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>sync</c>: makes the vendors' groups follow the source.</summary>
internal sealed class SyncCommand : VerbCommand
{
    private readonly Option<string[]> _vendor = CommonOptions.Vendor();
    private readonly Option<string[]> _group = CommonOptions.Group();
    private readonly Option<bool> _full = CommonOptions.Full();
    private readonly OutputOption _output = new();
    private readonly Option<string?> _report = CommonOptions.Report();

    private readonly Option<bool> _dryRun = new("--dry-run", "-n")
    {
        Description = "Read, compare, guard and show, but write nothing.",
    };

    private readonly Option<bool> _allowRemovals = new("--allow-removals")
    {
        Description = "Lift the limits on removals for this run. No other guard is lifted.",
    };

    public SyncCommand(CommandHost host)
        : base("sync", "Makes the groups of the vendors follow those of the source: adds, updates, removes.", host)
    {
        Options.Add(_vendor);
        Options.Add(_group);
        Options.Add(_dryRun);
        Options.Add(_allowRemovals);
        Options.Add(_full);
        Options.Add(_output);
        Options.Add(_report);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync sync --config sync.yaml", "Syncs every vendor of the configuration."),
        new("ldap-vendor-sync sync --config sync.yaml --vendor CRM --group sales", "Syncs one group of one vendor."),
        new("ldap-vendor-sync sync --config sync.yaml --dry-run --output json", "Shows as JSON what a sync would do."),
        new("ldap-vendor-sync sync --config sync.yaml --allow-removals", "Syncs once without the limits on removals."),
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
            DryRun = arguments.GetValue(_dryRun) ? true : null,
            AllowRemovals = arguments.GetValue(_allowRemovals),
            Command = "ldap-vendor-sync sync",
        });
        run = await session.ReportAsync(run, arguments.GetValue(_report));
        await RunOutput.WriteAsync(run, _output.Format(arguments), session.Terminal, showPlanned: run.DryRun);
        return (int)run.ExitCode;
    }
}
