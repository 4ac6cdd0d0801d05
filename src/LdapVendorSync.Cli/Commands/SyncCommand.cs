using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.Core.Sync.Plans;

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

    private readonly Option<string?> _plan = new("--plan")
    {
        Description = "Of the changes that are due, make only those that this plan has too. Both sides are read and compared afresh.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "With --plan: make no change at all unless all those of the plan can be made.",
    };

    public SyncCommand(CommandHost host)
        : base("sync", "Makes the groups of the vendors follow those of the source: adds, updates, removes.", host)
    {
        Options.Add(_vendor);
        Options.Add(_group);
        Options.Add(_plan);
        Options.Add(_strict);
        Options.Add(_dryRun);
        Options.Add(_allowRemovals);
        Options.Add(_full);
        Options.Add(_output);
        Options.Add(_report);
        Validators.Add(result =>
        {
            if (result.GetValue(_strict) && result.GetValue(_plan) is null)
                result.AddError("--strict says how a plan is applied; it needs --plan.");
        });
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync sync --config sync.yaml", "Syncs every vendor of the configuration."),
        new("ldap-vendor-sync sync --config sync.yaml --vendor CRM --group sales", "Syncs one group of one vendor."),
        new("ldap-vendor-sync sync --config sync.yaml --dry-run --output json", "Shows as JSON what a sync would do."),
        new(
            "ldap-vendor-sync sync --config sync.yaml --plan plan.json --strict",
            "Applies a plan that was approved, as a whole or not at all."),
        new("ldap-vendor-sync sync --config sync.yaml --allow-removals", "Syncs once without the limits on removals."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        session.RequireVendors(arguments.GetRequiredValue(_vendor));
        var plan = arguments.GetValue(_plan) is { } file ? await PlanFile.ReadAsync(file, session.Stopping) : null;
        var run = await session.SyncAsync(new SyncOptions
        {
            Plan = plan,
            Strict = arguments.GetValue(_strict),
            Vendors = arguments.GetRequiredValue(_vendor),
            Groups = arguments.GetRequiredValue(_group),
            FullRead = arguments.GetValue(_full),
            DryRun = arguments.GetValue(_dryRun) ? true : null,
            AllowRemovals = arguments.GetValue(_allowRemovals),
            Command = plan is null ? "ldap-vendor-sync sync" : $"ldap-vendor-sync sync --plan (plan {plan.Id})",
        });
        run = await session.ReportAsync(run, arguments.GetValue(_report));
        await RunOutput.WriteAsync(run, _output.Format(arguments), session.Terminal, showPlanned: run.DryRun);
        return (int)run.ExitCode;
    }
}
