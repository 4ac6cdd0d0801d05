using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>What became of one change.</summary>
/// <param name="Change">The change.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Message">Why it failed, was skipped or held; what was created on the way;
/// <see langword="null"/> where there is nothing to say.</param>
public sealed record ChangeOutcome(MembershipChange Change, ChangeResult Result, string? Message = null)
{
    /// <summary>
    /// The name of what kept it from being sent, where something did: a guard (<c>removal limit</c>), a setting (<c>create_users</c>),
    /// <c>vendor given up</c>.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>How long the requests took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether a change that failed may have had its effect all the same; the next run finds that out.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether the run was ended before it came to the change.</summary>
    public bool IsCancelled { get; init; }

    /// <inheritdoc />
    public override string ToString() => Message is null ? $"{Change}: {Result}" : $"{Change}: {Result} ({Message})";
}

/// <summary>What became of a change.</summary>
public enum ChangeResult
{
    /// <summary>Done at the vendor.</summary>
    Applied,

    /// <summary>A dry run, <c>-WhatIf</c> or a plan: it would have been done.</summary>
    Planned,

    /// <summary>The vendor did not do it.</summary>
    Failed,

    /// <summary>Not tried: it is not certain who the person is, or the vendor was stopped before.</summary>
    Skipped,

    /// <summary>Held by a guard.</summary>
    Blocked,

    /// <summary>
    /// A change of a plan that a comparison made afresh does not yield as the plan has it; a change of a run that is not undone, because
    /// that is not possible or nothing is left to undo.
    /// </summary>
    Refused,
}
