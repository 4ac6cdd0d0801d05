using System.CommandLine;
using System.CommandLine.Parsing;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>plan</c>: shows what a sync would do.</summary>
internal sealed class PlanCommand : VerbCommand
{
    private readonly Option<string[]> _vendor = CommonOptions.Vendor();
    private readonly Option<string[]> _group = CommonOptions.Group();
    private readonly Option<bool> _full = CommonOptions.Full();
    private readonly OutputOption _output = new();

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Also write the plan into this file, to be looked at and applied by sync --plan. An existing file is replaced.",
        HelpName = "FILE",
    };

    private readonly Option<TimeSpan?> _expires = new("--expires")
    {
        Description = "How long the plan file may be applied, such as 8h or 3d; where left out, what the configuration says (24h).",
        HelpName = "TIME",
        CustomParser = ParseDuration,
    };

    private readonly Option<bool> _exitCode = new("--exit-code")
    {
        Description = "End with 10 where changes are pending, so that a script can tell.",
    };

    public PlanCommand(CommandHost host)
        : base("plan", "Shows what a sync would do. Nothing is written to a vendor and no lock is taken.", host)
    {
        Options.Add(_vendor);
        Options.Add(_group);
        Options.Add(_out);
        Options.Add(_expires);
        Options.Add(_exitCode);
        Options.Add(_full);
        Options.Add(_output);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync plan --config sync.yaml", "Lists every change that a sync would make."),
        new("ldap-vendor-sync plan --config sync.yaml --vendor CRM --output csv > plan.csv", "Writes them for a spreadsheet."),
        new(
            "ldap-vendor-sync plan --config sync.yaml --out plan.json --expires 12h",
            "Writes a plan that can be approved and applied for 12 hours."),
        new("ldap-vendor-sync plan --config sync.yaml --exit-code", "Ends with 10 where changes are pending."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        session.RequireVendors(arguments.GetRequiredValue(_vendor));
        var options = new SyncOptions
        {
            Vendors = arguments.GetRequiredValue(_vendor),
            Groups = arguments.GetRequiredValue(_group),
            FullRead = arguments.GetValue(_full),
            DryRun = true,
            Command = "ldap-vendor-sync plan",
        };
        var run = arguments.GetValue(_out) is { } file
            ? await session.WritePlanAsync(options, file, arguments.GetValue(_expires))
            : await session.SyncAsync(options);
        if (arguments.GetValue(_exitCode) && run.Totals.Changes > 0)
            run = run with { ExitCode = SyncExitCodes.Worst([run.ExitCode, SyncExitCode.ChangesPending]) };
        await RunOutput.WriteAsync(run, _output.Format(arguments), session.Terminal, showPlanned: true);
        return (int)run.ExitCode;
    }

    private static TimeSpan? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (Durations.TryParse(text, out var duration) && duration > TimeSpan.Zero)
            return duration;
        result.AddError("--expires: give a duration from now on, such as 30m, 8h or 3d.");
        return null;
    }
}
