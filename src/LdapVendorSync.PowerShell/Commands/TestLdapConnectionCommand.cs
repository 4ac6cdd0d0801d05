using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Checks step by step whether a directory can be read.</summary>
[Cmdlet(
    VerbsDiagnostic.Test,
    "LdapConnection",
    DefaultParameterSetName = ConfigSet,
    HelpUri = OnlineHelp.Folder + "Test-LdapConnection.md")]
[OutputType(typeof(bool), typeof(CheckResult))]
public sealed class TestLdapConnectionCommand : LdapServerCmdlet
{
    /// <summary>Emit each step instead of whether all of them passed.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <inheritdoc />
    private protected override bool ReusesConnections => false;

    /// <inheritdoc />
    protected override void BeginProcessing() => OpenSession();

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        var sources = FindSources();
        RunAsync(cancellationToken => CheckAsync(sources, cancellationToken), Source);
    }

    private async Task CheckAsync(IReadOnlyList<SourceSettings> sources, CancellationToken cancellationToken)
    {
        var passed = true;
        foreach (var source in sources)
        {
            var check = await ConnectionCheck.CheckSourceAsync(Session, source, cancellationToken).ConfigureAwait(false);
            passed &= check.Passed;
            foreach (var step in check.Steps)
                await ReportAsync(step, cancellationToken).ConfigureAwait(false);
        }

        if (!Detailed)
            await Pipeline.WriteObjectAsync(passed, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReportAsync(CheckResult step, CancellationToken cancellationToken)
    {
        if (Detailed)
            await Pipeline.WriteObjectAsync(step, cancellationToken).ConfigureAwait(false);
        else
            Pipeline.Post(cmdlet => cmdlet.WriteVerbose($"{step.Server} {step.Step}: {step.Status}. {step.Message} {step.Hint}"));
    }

    /// <summary>The directory that is asked for; all directories of the configuration where none is.</summary>
    private IReadOnlyList<SourceSettings> FindSources()
    {
        var all = Session.Configuration.Sources;
        var asked = Source is null ? all : [.. all.Where(source => source.Name.Equals(Source, StringComparison.OrdinalIgnoreCase))];
        if (asked.Count > 0)
            return asked;
        var known = string.Join(", ", all.Select(source => $"'{source.Name}'"));
        var message = $"The configuration has no source '{Source}'; it has {known}.";
        Terminate(new CommandException(ErrorKinds.SourceNotFound, message), Source);
        return [];
    }
}
