using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.History;

/// <summary>A change that a run decided on and did not send, or could not decide on, for one person.</summary>
public sealed record UnsentChange
{
    /// <summary>What became of it.</summary>
    public required UnsentResult Result { get; init; }

    /// <summary>
    /// What kept it back, by name: a guard (<c>removal limit</c>), a setting (<c>create_users</c>), a kind of doubt
    /// (<c>DuplicateKeyAtSource</c>), <c>vendor given up</c>.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>
    /// Why, in a sentence. Where it is the same for everybody whom the rule concerns it is recorded once, with the rule: rule, threshold,
    /// value, the first people concerned.
    /// </summary>
    public string? Message { get; init; }

    /// <summary>What would have been done; <see langword="null"/> where that cannot be told, since it is not certain who the person is.</summary>
    public ChangeAction? Action { get; init; }

    /// <summary>The name of the source, where the person is known there.</summary>
    public string? Source { get; init; }

    /// <summary>The person's id at the source.</summary>
    public string? SourceId { get; init; }

    /// <summary>The account's id at the vendor.</summary>
    public string? VendorId { get; init; }

    /// <summary>The name by which messages call the person.</summary>
    public required string Person { get; init; }

    /// <summary>The person's best match key, <c>userName=jdoe</c>.</summary>
    public string? MatchKey { get; init; }

    /// <summary>What differs, before and after.</summary>
    public IReadOnlyList<AttributeDifference> Differences { get; init; } = [];

    /// <summary>Why the change was due: a sentence for an administrator.</summary>
    public required string Reason { get; init; }
}

/// <summary>What became of a change that was not sent.</summary>
public enum UnsentResult
{
    /// <summary>A guard held it.</summary>
    Held,

    /// <summary>It waits for its time, as the settings ask for (<c>remove_after</c>).</summary>
    Waiting,

    /// <summary>Not tried: it is not certain who the person is, something cannot be done, the vendor was given up, the run was cancelled.</summary>
    Skipped,

    /// <summary>What had to be known before could not be found out.</summary>
    Failed,

    /// <summary>A plan has it, but a comparison made afresh did not yield it in the same way.</summary>
    Refused,
}

/// <summary>A change that was not sent, as the history knows it: one entry for all runs in a row that decided the same.</summary>
/// <param name="Id">Its id; a later entry has a greater one.</param>
/// <param name="Target">The vendor target.</param>
/// <param name="Mapping">The mapping.</param>
/// <param name="Change">What was not sent and why; the message is that of the run asked for, or of the last one.</param>
/// <param name="FirstRunId">The first run that decided so; it may be forgotten by now.</param>
/// <param name="FirstAt">When that was.</param>
/// <param name="LastRunId">The last run of those in a row.</param>
/// <param name="LastAt">When that one began.</param>
/// <param name="Runs">How many runs they are.</param>
public sealed record UnsentEntry(
    long Id,
    string Target,
    MappingReference Mapping,
    UnsentChange Change,
    string FirstRunId,
    DateTimeOffset FirstAt,
    string LastRunId,
    DateTimeOffset LastAt,
    int Runs);
