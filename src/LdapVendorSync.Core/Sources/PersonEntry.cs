using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources;

/// <summary>An entry of a source that may be a person, and what the settings of the source say to it.</summary>
public sealed record PersonEntry
{
    /// <summary>The name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The person, as a member of a group would be read.</summary>
    public required GroupMember Person { get; init; }

    /// <summary>What the entry is that is no person by its object class; <see langword="null"/> for one that may be a person.</summary>
    public NonPersonKind? NonPerson { get; init; }

    /// <summary>The <c>user_base_dn</c> that the entry is not below; <see langword="null"/> where it is, or none is set.</summary>
    public string? OutsideOf { get; init; }

    /// <summary>The filter that says who counts as a person (RFC 4515).</summary>
    public required string UserFilter { get; init; }

    /// <summary>Whether the filter matches.</summary>
    public required bool MatchesFilter { get; init; }

    /// <summary>The parts of the filter that do not hold; none where it matches.</summary>
    public IReadOnlyList<FilterTerm> FailedTerms { get; init; } = [];

    /// <summary>
    /// Why the settings leave the person out where there is no filter, such as <c>status DEPROVISIONED</c>; <see langword="null"/> where
    /// they do not.
    /// </summary>
    public string? LeftOut { get; init; }

    /// <summary>Why it cannot be told whether the settings count the person; <see langword="null"/> where it can.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether the settings count the entry as a person.</summary>
    public bool CountsAsPerson => MatchesFilter && OutsideOf is null && LeftOut is null && Doubt is null;
}

/// <summary>A part of a filter that does not hold for an entry.</summary>
/// <param name="Filter">The part, as RFC 4515 writes it.</param>
/// <param name="Values">
/// The attributes that it looks at, with the values that the entry shows; an empty list for one that it does not show.
/// </param>
public sealed record FilterTerm(string Filter, IReadOnlyDictionary<string, IReadOnlyList<string>> Values);
