using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;
using LdapVendorSync.PowerShell.Errors;
using LdapVendorSync.PowerShell.Pipeline;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that run a sync: they write to vendors, so they log to files too, and know <c>-WhatIf</c>.</summary>
public abstract class RunCmdlet : ConfiguredCmdlet
{
    /// <summary>Lifts the limits on removals, and no other guard.</summary>
    [Parameter]
    public SwitchParameter AllowRemoval { get; set; }

    /// <summary>Whether <c>-WhatIf</c> counts, given or inherited.</summary>
    internal bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound)
        ? bound is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        var configuration = LoadConfiguration();
        OpenSession(configuration, configuration.Logging);
    }

    /// <summary>What is asked of the run, as far as all cmdlets share it.</summary>
    internal SyncOptions Options(bool dryRun) => new()
    {
        DryRun = dryRun ? true : null,
        AllowRemovals = AllowRemoval,
        Command = MyInvocation.MyCommand.Name,
    };

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

    /// <summary>Asks about one change.</summary>
    internal bool ShouldApply(MembershipChange change) => ShouldProcess(
        change.Action == ChangeAction.CreateGroup ? $"{change.Vendor}/{change.Group}" : $"{change.User} in {change.Vendor}/{change.Group}",
        Describe(change));

    /// <summary>Shows with <c>-WhatIf</c> what would be done.</summary>
    internal void ShowPlanned(IEnumerable<ChangeOutcome> outcomes)
    {
        foreach (var outcome in outcomes.Where(outcome => outcome.Result == ChangeResult.Planned))
            _ = ShouldApply(outcome.Change);
    }

    /// <summary>Writes an error for each vendor and group that failed as a whole.</summary>
    internal void WriteFailures(SyncRun run)
    {
        foreach (var vendor in run.Vendors)
        {
            if (vendor.Error is { } error)
                Write("VendorFailed", $"Vendor '{vendor.Name}': {error}", vendor.Name);
            foreach (var group in vendor.Groups.Where(group => group.Error is not null && group.Error != vendor.Error))
                Write("GroupFailed", $"{group.Mapping}: {group.Error}", group.Mapping);
        }
    }

    /// <summary>
    /// The error that kept a run from beginning or from being what was asked for; <see langword="null"/> where there is none.
    /// </summary>
    internal static ErrorRecord? FindRefusal(SyncRun run) => run.Error is not { } error ? null : run.ExitCode switch
    {
        SyncExitCode.ConfigurationInvalid => Record("ConfigurationInvalid", ErrorCategory.InvalidData, error, run),
        SyncExitCode.Locked => Record("VendorLocked", ErrorCategory.ResourceBusy, error, run),
        SyncExitCode.NoSourceReadable => Record("SourceUnavailable", ErrorCategory.ResourceUnavailable, error, run),
        _ => Record("RunFailed", ErrorCategory.NotSpecified, error, run),
    };

    private static ErrorRecord Record(string id, ErrorCategory category, string message, SyncRun run) =>
        new(new CommandException(id, category, message), id, category, run.RunId);

    private static string Describe(MembershipChange change) => change.Differences.Count == 0
        ? change.Action.ToString()
        : $"{change.Action} ({string.Join("; ", change.Differences)})";

    private void Write(string id, string message, object target) =>
        WriteError(CommandError.Create(new CommandException(id, ErrorCategory.OperationStopped, message), target));
}
