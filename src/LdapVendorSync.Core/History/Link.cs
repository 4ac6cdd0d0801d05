namespace LdapVendorSync.Core.History;

/// <summary>A confirmed pair: this person of this source has this account at this vendor target. Beats any match key.</summary>
public sealed record Link
{
    private static readonly IReadOnlyDictionary<string, string> NoKeys = new Dictionary<string, string>();

    /// <summary>The vendor target (its canonical address).</summary>
    public required string Target { get; init; }

    /// <summary>The name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The person's stable id at the source.</summary>
    public required string SourceId { get; init; }

    /// <summary>The account's id at the vendor.</summary>
    public required string VendorId { get; init; }

    /// <summary>How the source's groups last referred to the person: a DN, a <c>memberUid</c>.</summary>
    public string? SourceReference { get; init; }

    /// <summary>The name by which messages call the person.</summary>
    public required string Person { get; init; }

    /// <summary>The values that the person's match keys last had, by attribute.</summary>
    public IReadOnlyDictionary<string, string> MatchKeys { get; init; } = NoKeys;

    /// <summary>When the pair was last confirmed; set by the store.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }
}

/// <summary>A link that was not saved, because one of its ends is linked otherwise.</summary>
/// <param name="Link">The link that was to be saved.</param>
/// <param name="Existing">
/// What stands against it: a link of the same person to another account, of another person to the same account, or both.
/// </param>
public sealed record LinkConflict(Link Link, IReadOnlyList<Link> Existing);
