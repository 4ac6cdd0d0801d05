using System.Management.Automation;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.PowerShell.Errors;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>Says whether a configuration is right, and everything that is wrong with it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LdapVendorSyncConfig", HelpUri = OnlineHelp.Folder + "Test-LdapVendorSyncConfig.md")]
[OutputType(typeof(bool), typeof(ConfigurationProblem), typeof(CheckResult), typeof(SyncConfiguration))]
public sealed class TestLdapVendorSyncConfigCommand : ConfiguredCmdlet
{
    /// <inheritdoc />
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "Path")]
    [ValidateNotNullOrEmpty]
    public override string? ConfigPath { get; set; }

    /// <summary>Also reach every source and vendor, log in, and look for every mapped group.</summary>
    [Parameter]
    public SwitchParameter Connect { get; set; }

    /// <summary>Emit each problem, and with -Connect each step, instead of whether there is none.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Emit the configuration that was loaded, instead of whether there is a problem.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        if (Detailed && PassThru)
        {
            const string Message = "Use either -Detailed or -PassThru, not both.";
            Terminate(new CommandException(ErrorKinds.ParametersContradict, Message), nameof(PassThru));
        }
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        // What is to be used has to be whole; a file alone may be right where its secrets are not.
        var result = JudgeConfiguration(allowMissingSecrets: !Connect && !PassThru);
        if (!HasContent && FindAbsence(result) is { } absence)
        {
            WriteError(CommandError.Create(absence, ConfigPath));
            return;
        }

        foreach (var problem in result.Problems)
            Report(problem);
        var passed = result.Configuration is { } configuration && Examine(configuration);
        if (PassThru && passed)
            WriteObject(result.Configuration);
        else if (!PassThru && !Detailed)
            WriteObject(passed);
    }

    private static CommandException? FindAbsence(ConfigurationResult result) => result.Problems switch
    {
        [{ File: null } nowhere] => new CommandException(ErrorKinds.ConfigurationNotFound, $"{nowhere.Message} {nowhere.Hint}"),
        [{ Line: 0, File: { } file }] when System.IO.Path.IsPathFullyQualified(file) && !System.IO.Path.Exists(file) =>
            new CommandException(ErrorKinds.ConfigurationNotFound, $"There is no configuration file '{file}'."),
        _ => null,
    };

    private bool Examine(SyncConfiguration configuration)
    {
        var passed = true;
        OpenSession(configuration);
        RunAsync(
            async cancellationToken =>
            {
                passed = await CheckVendorsAsync(configuration).ConfigureAwait(false);
                if (Connect)
                    passed &= await CheckConnectionsAsync(cancellationToken).ConfigureAwait(false);
                await CloseSessionAsync().ConfigureAwait(false);
            },
            ConfigPath);
        return passed;
    }

    private async Task<bool> CheckVendorsAsync(SyncConfiguration configuration)
    {
        var passed = true;
        foreach (var vendor in configuration.Vendors)
        {
            foreach (var fault in await Session.FindCapabilityFaultsAsync([vendor]).ConfigureAwait(false))
            {
                var problem = new ConfigurationProblem(ConfigurationSeverity.Error, vendor.Position, "vendor_apps", fault);
                Pipeline.Post(_ => Report(problem));
                passed = false;
            }
        }

        return passed;
    }

    private async Task<bool> CheckConnectionsAsync(CancellationToken cancellationToken)
    {
        var passed = true;
        await foreach (var check in ConnectionCheck.RunAsync(Session, cancellationToken).ConfigureAwait(false))
        {
            passed &= check.Passed;
            foreach (var step in check.Steps)
                Pipeline.Post(_ => Report(check.System, step));
        }

        return passed;
    }

    private void Report(ConfigurationProblem problem)
    {
        if (Detailed)
            WriteObject(problem);
        else if (problem.Severity == ConfigurationSeverity.Error)
            WriteError(CommandError.Create(new CommandException(ErrorKinds.ConfigurationInvalid, problem.ToString()), problem));
        else
            WriteWarning(problem.ToString());
    }

    private void Report(string system, CheckResult step)
    {
        var text = $"{system} {step.Server} {step.Step}: {step.Message} {step.Hint}".TrimEnd();
        if (Detailed)
            WriteObject(step with { Server = step.Server ?? system });
        else if (!step.Passed)
            WriteError(CommandError.Create(new CommandException(ErrorKinds.ConnectionCheckFailed, text), system));
        else if (step.IsWarning)
            WriteWarning(text);
        else
            WriteVerbose(text);
    }
}
