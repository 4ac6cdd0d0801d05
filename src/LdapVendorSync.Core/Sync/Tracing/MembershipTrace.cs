using System.Text.Json.Serialization;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Why somebody is, is not or was in a vendor group.</summary>
public sealed record MembershipTrace
{
    /// <summary>Whom it is about.</summary>
    public required TracedPerson Person { get; init; }

    /// <summary>The vendor's name.</summary>
    public required string Vendor { get; init; }

    /// <summary>The vendor group.</summary>
    public required string Group { get; init; }

    /// <summary>The moment in the past that it is about; <see langword="null"/> for <see cref="AnsweredAt"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When the question was answered.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>Whether the person is, or was, in the group.</summary>
    public required TracedMembership Membership { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Verdict { get; init; }

    /// <summary>What the answer rests on, in the order in which a membership comes about.</summary>
    public required IReadOnlyList<TraceFinding> Findings { get; init; }

    /// <summary>
    /// The exit code of a process that asked: done, no source readable, or finished with failures where something else could not be read.
    /// </summary>
    public required SyncExitCode ExitCode { get; init; }

    /// <inheritdoc />
    public override string ToString() => Verdict;
}

/// <summary>Whether somebody is in a group.</summary>
public enum TracedMembership
{
    /// <summary>They are.</summary>
    Member,

    /// <summary>They are not.</summary>
    NotMember,

    /// <summary>It could not be found out.</summary>
    Unknown,
}

/// <summary>Who was meant.</summary>
public sealed record TracedPerson
{
    /// <summary>The name by which the sentences call them.</summary>
    public required string Name { get; init; }

    /// <summary>The login name.</summary>
    public string? UserName { get; init; }

    /// <summary>The mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The source that knows them; <see langword="null"/> where none does.</summary>
    public string? Source { get; init; }

    /// <summary>The id at the source.</summary>
    public string? SourceId { get; init; }

    /// <summary>Where the entry is at the source.</summary>
    [JsonPropertyName("dn")]
    public string? DistinguishedName { get; init; }

    /// <summary>The id of the account at the vendor; <see langword="null"/> where none is known.</summary>
    public string? VendorId { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;

    /// <summary>A person as one side has them.</summary>
    internal static TracedPerson Of(GroupMember member, string? source) => new()
    {
        Name = NameOf(member),
        UserName = member.UserName,
        Email = member.Email,
        Source = source,
        SourceId = source is null ? null : SourceIdentity.Unqualify(member.Id),
        DistinguishedName = member.DistinguishedName,
        VendorId = source is null ? member.Id : null,
    };

    // "Ada Lovelace (adal)", as far as it is known.
    private static string NameOf(GroupMember member)
    {
        var full = string.Join(' ', new[] { member.FirstName, member.LastName }.Where(part => !string.IsNullOrWhiteSpace(part)));
        var shown = full.Length > 0 ? full : member.DisplayName;
        return string.IsNullOrWhiteSpace(shown) || shown == member.Label ? member.Label : $"{shown} ({member.Label})";
    }
}
