using System.Management.Automation;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that run a sync, be it only to see what it would do: a run is logged to files too.</summary>
public abstract class RunCmdlet : ConfiguredCmdlet
{
    /// <summary>Whether <c>-WhatIf</c> counts, given or inherited.</summary>
    internal bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound)
        ? bound is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        var configuration = LoadConfiguration();
        WarnOfState(configuration);
        OpenSession(configuration, configuration.Logging);
    }

    /// <summary>Runs to the end and shows the progress.</summary>
    internal SyncRun Execute(Func<SyncRunner, IProgress<SyncProgress>, CancellationToken, Task<SyncRun>> run)
    {
        var runner = new SyncRunner(Session.Configuration, Session.Environment);
        var progress = new SyncProgressWriter(Pipeline, Session.Environment.TimeProvider);
        SyncRun? result = null;
        RunAsync(
            async cancellationToken => result = await run(runner, progress, cancellationToken).ConfigureAwait(false),
            Session.Configuration.FilePath);
        return result!;
    }

    /// <summary>Writes an error for each vendor and group that failed as a whole.</summary>
    internal void WriteFailures(SyncRun run)
    {
        foreach (var vendor in run.Vendors)
        {
            if (vendor.Error is { } error)
                Write(ErrorKinds.VendorFailed, $"Vendor '{vendor.Name}': {error}", vendor.Name);
            foreach (var group in vendor.Groups.Where(group => group.Error is not null && group.Error != vendor.Error))
                Write(ErrorKinds.GroupFailed, $"{group.Mapping}: {group.Error}", group.Mapping);
        }
    }

    /// <summary>Writes an error for each group in which changes failed.</summary>
    internal void WriteFailedChanges(SyncRun run)
    {
        var failures = run.Changes.Where(outcome => outcome.Result == ChangeResult.Failed);
        foreach (var failed in failures.GroupBy(outcome => outcome.Change.Mapping))
        {
            var first = failed.First();
            var message = $"{failed.Key}: {failed.Count()} change(s) failed, "
                + $"the first: {first.Change.Action} {first.Change.User}: {first.Message}";
            WriteError(CommandError.Create(new CommandException(ErrorKinds.ChangesFailed, message), failed.Key));
        }
    }

    /// <summary>
    /// The error that kept a run from beginning or from being what was asked for; <see langword="null"/> where there is none.
    /// </summary>
    internal static ErrorRecord? FindRefusal(SyncRun run) => run.Error is not { } error ? null : run.ExitCode switch
    {
        SyncExitCode.ConfigurationInvalid => Record(ErrorKinds.ConfigurationInvalid, error, run),
        SyncExitCode.Locked => Record(ErrorKinds.VendorLocked, error, run),
        SyncExitCode.PlanRefused => Record(ErrorKinds.PlanRefused, error, run),
        SyncExitCode.NoSourceReadable => Record(ErrorKinds.SourceUnavailable, error, run),
        _ => Record(ErrorKinds.RunFailed, error, run),
    };

    private static ErrorRecord Record(ErrorKind kind, string message, SyncRun run) =>
        CommandError.Create(new CommandException(kind, message), run.RunId);

    private void Write(ErrorKind kind, string message, object target) =>
        WriteError(CommandError.Create(new CommandException(kind, message), target));
}
