using System.Management.Automation;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.PowerShell.Commands;

/// <summary>What cmdlets share that write to vendors: they know <c>-WhatIf</c> and <c>-AllowRemoval</c>.</summary>
public abstract class ApplyCmdlet : RunCmdlet
{
    /// <summary>Lifts the limits on removals, and no other guard.</summary>
    [Parameter]
    public SwitchParameter AllowRemoval { get; set; }

    /// <summary>What is asked of the run, as far as all cmdlets share it.</summary>
    internal SyncOptions Options(bool dryRun) => new()
    {
        DryRun = dryRun ? true : null,
        AllowRemovals = AllowRemoval,
        Command = MyInvocation.MyCommand.Name,
    };

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

    private static string Describe(MembershipChange change) => change.Differences.Count == 0
        ? change.Action.ToString()
        : $"{change.Action} ({string.Join("; ", change.Differences)})";
}
