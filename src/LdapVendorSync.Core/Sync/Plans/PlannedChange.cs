using System.Diagnostics.CodeAnalysis;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>
/// A change of a plan. It carries its plan, so that also a selection of changes is applied as what it is: a comparison made afresh has to
/// yield it again.
/// </summary>
public sealed record PlannedChange : MembershipChange
{
    /// <summary>A change of a plan.</summary>
    /// <param name="change">The change.</param>
    /// <param name="plan">The plan.</param>
    [SetsRequiredMembers]
    public PlannedChange(MembershipChange change, PlanHeader plan)
        : base(change) => Plan = plan;

    /// <summary>What the plan is based on.</summary>
    public PlanHeader Plan { get; init; }

    /// <summary>The name of the source that knows the person; <see langword="null"/> where none does.</summary>
    public string? Source { get; init; }

    /// <summary>What recognises the person, such as <c>userName=jdoe</c>; <see langword="null"/> where nothing does.</summary>
    public string? MatchKey { get; init; }

    /// <summary>The guard that held the change when the plan was made, in a sentence; <see langword="null"/> where none did.</summary>
    public string? HeldBy { get; init; }

    /// <summary>Whether a guard held the change when the plan was made.</summary>
    public bool IsHeld => HeldBy is not null;
}
