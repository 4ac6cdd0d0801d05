namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>A list of the API.</summary>
/// <param name="Path">Where it is, below <c>/api/v1</c>.</param>
/// <param name="Need">What it is read for, and what it takes.</param>
internal sealed record OktaListing(string Path, OktaNeed Need)
{
    /// <summary>The parameter that chooses a part of it, and its value; <see langword="null"/> for all of it.</summary>
    public (string Name, string Value)? Choice { get; init; }

    /// <summary>Whether the size of pages may be asked for.</summary>
    public bool TakesLimit { get; init; } = true;

    /// <summary>How many items there are by another count than the list; <see langword="null"/> where nobody counts them.</summary>
    public Func<CancellationToken, Task<long?>>? Count { get; init; }
}
