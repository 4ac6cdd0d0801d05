namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A rule that holds removals back. It sees the whole run, and only the removals that no guard before it holds.</summary>
public interface IRemovalGuard
{
    /// <summary>Whether <c>--allow-removals</c> lifts the rule for a run.</summary>
    bool IsLimit { get; }

    /// <summary>What the rule holds.</summary>
    /// <param name="run">The whole run.</param>
    IEnumerable<GuardHold> Evaluate(GuardedRun run);
}
