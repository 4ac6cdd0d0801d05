using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>What a request does at the vendor.</summary>
public enum JournalOperation
{
    /// <summary>Creates a group.</summary>
    CreateGroup,

    /// <summary>Creates an account.</summary>
    CreateUser,

    /// <summary>Changes attributes of an account.</summary>
    UpdateUser,

    /// <summary>Lets an account be used again.</summary>
    EnableUser,

    /// <summary>Ends the use of an account.</summary>
    DisableUser,

    /// <summary>Deletes an account.</summary>
    DeleteUser,

    /// <summary>Makes an account a member of a group.</summary>
    AddMember,

    /// <summary>Ends an account's membership of a group.</summary>
    RemoveMember,
}

/// <summary>What became of an intent.</summary>
public enum JournalResult
{
    /// <summary>The vendor confirmed the effect.</summary>
    Succeeded,

    /// <summary>The vendor refused it, or a check showed that it has no effect.</summary>
    Failed,

    /// <summary>The request left, and nothing tells whether it had its effect. Stays open until it is resolved.</summary>
    Unknown,
}

/// <summary>A change that is about to be sent.</summary>
public sealed record JournalIntent
{
    /// <summary>The vendor target (its canonical address), which stays when the vendor is renamed in the config.</summary>
    public required string Target { get; init; }

    /// <summary>The vendor's name in the config.</summary>
    public required string Vendor { get; init; }

    /// <summary>
    /// The vendor group whose mapping asks for it; <see langword="null"/> for a new account, and in older records for every change of an
    /// account alone.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>What is to be done.</summary>
    public required JournalOperation Operation { get; init; }

    /// <summary>The name of the source, where the person is known there.</summary>
    public string? Source { get; init; }

    /// <summary>The person's id at the source.</summary>
    public string? SourceId { get; init; }

    /// <summary>The account's id at the vendor; <see langword="null"/> before it is created.</summary>
    public string? VendorId { get; init; }

    /// <summary>The name by which messages call the person (or the group, where a group is created).</summary>
    public required string Person { get; init; }

    /// <summary>The match key that recognised the person, <c>userName=jdoe</c>; <see langword="null"/> where a link did.</summary>
    public string? MatchKey { get; init; }

    /// <summary>What differs, before and after.</summary>
    public IReadOnlyList<AttributeDifference> Differences { get; init; } = [];

    /// <summary>Why: a sentence for an administrator.</summary>
    public required string Reason { get; init; }
}

/// <summary>What became of one intent.</summary>
/// <param name="IntentId">The id that <see cref="ChangeJournal.RecordIntentsAsync"/> gave it.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Error">Why it failed or is unknown.</param>
/// <param name="VendorId">The account's or group's id at the vendor, where the answer told it.</param>
/// <param name="Duration">From sending to the answer, retries included.</param>
/// <param name="RequestId">The vendor's own id of the request.</param>
public sealed record JournalOutcome(
    long IntentId,
    JournalResult Result,
    string? Error = null,
    string? VendorId = null,
    TimeSpan? Duration = null,
    string? RequestId = null);

/// <summary>One change as the journal knows it.</summary>
/// <param name="Id">Its id; a later intent has a greater one.</param>
/// <param name="RunId">The run that meant it.</param>
/// <param name="Intent">What was meant; with the vendor's id that was learnt since.</param>
/// <param name="IntendedAt">When the intent was recorded.</param>
/// <param name="Result">What became of it; <see langword="null"/> where nothing was recorded: it is under way, or its process died.</param>
/// <param name="Error">Why it failed or is unknown.</param>
/// <param name="Duration">From sending to the answer.</param>
/// <param name="RequestId">The vendor's own id of the request.</param>
/// <param name="FinishedAt">When the outcome was recorded.</param>
/// <param name="ResolvedBy">The later run that found out what became of it.</param>
public sealed record JournalEntry(
    long Id,
    string RunId,
    JournalIntent Intent,
    DateTimeOffset IntendedAt,
    JournalResult? Result,
    string? Error,
    TimeSpan? Duration,
    string? RequestId,
    DateTimeOffset? FinishedAt,
    string? ResolvedBy);

/// <summary>A person for whom a change failed.</summary>
/// <param name="Source">The name of the source, where known.</param>
/// <param name="SourceId">The id at the source, where known.</param>
/// <param name="VendorId">The account's id at the vendor, where known.</param>
/// <param name="Person">The name by which messages call the person.</param>
public sealed record FailedPerson(string? Source, string? SourceId, string? VendorId, string Person);

/// <summary>An account that the sync took out of a group, or disabled, and has not touched since.</summary>
/// <param name="VendorId">The account's id.</param>
/// <param name="Group">The vendor group, as the configuration named it.</param>
/// <param name="IsDisabled">Whether it was disabled last.</param>
public sealed record RemovedAccount(string VendorId, string Group, bool IsDisabled);

/// <summary>An account that the sync created.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="SourceId">The id there of the person whom it was created for.</param>
/// <param name="VendorId">The account's id.</param>
public sealed record CreatedAccount(string Source, string SourceId, string VendorId);
