using System.CommandLine;
using LdapVendorSync.Cli.Hosting;
using LdapVendorSync.Cli.Output;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Cli.Commands;

/// <summary><c>check</c>: whether a configuration would work.</summary>
internal sealed class CheckCommand : VerbCommand
{
    private readonly Option<bool> _connect = new("--connect")
    {
        Description = "Also reach every source and vendor, log in, and look for every mapped group. Nothing is written.",
    };

    public CheckCommand(CommandHost host)
        : base("check", "Checks the configuration and shows everything that is wrong with it.", host) => Options.Add(_connect);

    /// <inheritdoc />
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("ldap-vendor-sync check --config sync.yaml", "Checks the file alone; reaches nothing."),
        new("ldap-vendor-sync check --config sync.yaml --connect", "Also tries every connection and looks for every group."),
    ];

    /// <inheritdoc />
    protected override async Task<int> RunAsync(ParseResult arguments, CommandSession session)
    {
        CheckOutput.WriteConfiguration(session.Configuration, session.Terminal.Output);
        var exitCode = session.Configuration.Unavailable.Any(setting => setting.RefusesRun)
            ? SyncExitCode.ConfigurationInvalid
            : SyncExitCode.Done;
        if (!arguments.GetValue(_connect))
            return (int)SyncExitCodes.Worst([exitCode, await CheckCapabilitiesAsync(session).ConfigureAwait(false)]);

        var checks = new List<SystemCheck>();
        await foreach (var check in ConnectionCheck.RunAsync(session.Systems, session.Stopping))
        {
            CheckOutput.Write(check, session.Terminal.Output);
            checks.Add(check);
        }

        return (int)SyncExitCodes.Worst([exitCode, ConnectionCheck.ExitCodeOf(checks)]);
    }

    private static async Task<SyncExitCode> CheckCapabilitiesAsync(CommandSession session)
    {
        var exitCode = SyncExitCode.Done;
        foreach (var vendor in session.Configuration.Vendors)
        {
            foreach (var fault in await session.Systems.FindCapabilityFaultsAsync(vendor).ConfigureAwait(false))
            {
                CheckOutput.WriteFault(vendor.Name, fault, session.Terminal.Output);
                exitCode = SyncExitCode.ConfigurationInvalid;
            }
        }

        return exitCode;
    }
}
