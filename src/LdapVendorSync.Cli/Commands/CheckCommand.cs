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
        var faults = await session.Systems.FindCapabilityFaultsAsync(session.Configuration.Vendors).ConfigureAwait(false);
        CheckOutput.WriteConfiguration(session.Configuration, faults, session.Terminal.Output);
        var exitCode = faults.Count > 0 ? SyncExitCode.ConfigurationInvalid : SyncExitCode.Done;
        if (!arguments.GetValue(_connect))
            return (int)exitCode;

        var checks = new List<SystemCheck>();
        await foreach (var check in ConnectionCheck.RunAsync(session.Systems, session.Stopping))
        {
            CheckOutput.Write(check, session.Terminal.Output);
            checks.Add(check);
        }

        return (int)SyncExitCodes.Worst([exitCode, ConnectionCheck.ExitCodeOf(checks)]);
    }
}
