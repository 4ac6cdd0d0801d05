namespace LdapVendorSync.Core.Sources;

/// <summary>What changed in a source between two points in time.</summary>
public sealed record SourceChanges
{
    /// <summary>With what to ask the next time; <see langword="null"/> where the source cannot tell changes.</summary>
    public string? Token { get; init; }

    /// <summary>Why anything may have changed; <see langword="null"/> where the other properties tell all that did.</summary>
    public string? Doubt { get; init; }

    /// <summary>The entries that came, changed, were renamed or went.</summary>
    public IReadOnlyList<ChangedEntry> Entries { get; init; } = [];

    /// <summary>
    /// The ids of all entries that are there and did not change, where the source tells in this way which are gone: those that are neither
    /// here nor among <see cref="Entries"/>. <see langword="null"/> where <see cref="Entries"/> names them.
    /// </summary>
    public IReadOnlySet<string>? Present { get; init; }

    /// <summary>
    /// Whether changes are told wherever entries are, as in a directory without DNs. <see cref="Trees"/> says nothing then.
    /// </summary>
    public bool CoversEverything { get; init; }

    /// <summary>The DNs of the trees whose changes are told; entries elsewhere may have changed unseen.</summary>
    public IReadOnlyList<string> Trees { get; init; } = [];

    /// <summary>
    /// Why what is read now is not worth keeping under <see cref="Token"/>, as a change that the read misses might not be told the next
    /// time; <see langword="null"/> where it is.
    /// </summary>
    public string? Unsettled { get; init; }

    /// <summary>By what the source knows the server that answered.</summary>
    internal object? Origin { get; init; }

    /// <summary>Whether nothing at all changed.</summary>
    public bool IsEmpty => Doubt is null && Entries.Count == 0 && Present is null;

    /// <summary>The source cannot tell changes.</summary>
    /// <param name="why">Why not.</param>
    public static SourceChanges Unknown(string why) => new() { Doubt = why };
}

/// <summary>An entry that changed.</summary>
/// <param name="Id">Its stable id, as members and groups have it; <see langword="null"/> where it is not known.</param>
/// <param name="DistinguishedName">Its name now; <see langword="null"/> where it is gone or the name is not known.</param>
/// <param name="MayBeGroup">Whether it is, or may be, a group.</param>
public sealed record ChangedEntry(string? Id, string? DistinguishedName, bool MayBeGroup)
{
    /// <summary>Every name by which a search could find the group now; <see langword="null"/> where they are not known.</summary>
    public IReadOnlyCollection<string>? Names { get; init; }
}
