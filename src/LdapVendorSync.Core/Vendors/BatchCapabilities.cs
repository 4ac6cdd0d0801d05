using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors;

/// <summary>Which changes a vendor takes together, and how many.</summary>
public sealed record BatchCapabilities
{
    /// <summary>The kinds of changes: of <see cref="ChangeAction.Add"/>, <see cref="ChangeAction.Remove"/> and
    /// <see cref="ChangeAction.Update"/>.</summary>
    public IReadOnlySet<ChangeAction> Actions { get; init; } = new HashSet<ChangeAction> { ChangeAction.Add, ChangeAction.Remove };

    /// <summary>
    /// The fewest changes for which it is worth it; fewer are sent one by one. 1 where nothing is ever to be sent one by one: then changes
    /// that were refused together are not tried one by one either.
    /// </summary>
    public int MinChanges { get; init; } = 2;

    /// <summary>The most changes of one call; <see cref="int.MaxValue"/> for all that there are.</summary>
    public int MaxChanges { get; init; } = int.MaxValue;

    /// <summary>How many calls for one group may be under way at once; 1 where two may undo each other.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>
    /// Whether one slow person holds up those who are ready: where a call replaces everything, and has to have everybody.
    /// </summary>
    public bool WaitsForAll { get; init; }
}
