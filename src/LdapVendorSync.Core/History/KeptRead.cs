namespace LdapVendorSync.Core.History;

/// <summary>A complete read of a source group, as it is kept.</summary>
/// <param name="Group">The group as the config names it.</param>
/// <param name="Recurse">Whether nested groups counted.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="ValidUntil">Until when it holds if nothing changes; <see langword="null"/> for as long as nothing does.</param>
/// <param name="Content">The hash by which what was read is found.</param>
public sealed record KeptRead(string Group, bool Recurse, DateTimeOffset ReadAt, DateTimeOffset? ValidUntil, string Content);

/// <summary>What is kept of a source: reads of its groups that hold as of one state of it.</summary>
/// <param name="Fingerprint">Stands for everything that decides what a read yields. Under another one nothing here counts.</param>
/// <param name="Token">The state of the source, in its own terms.</param>
/// <param name="Generation">Counts the saves, so that two runs at once cannot mix theirs.</param>
/// <param name="Reads">The reads.</param>
public sealed record KeptSource(string Fingerprint, string Token, long Generation, IReadOnlyList<KeptRead> Reads)
{
    /// <summary>A source of which nothing is kept.</summary>
    public static KeptSource Nothing { get; } = new(string.Empty, string.Empty, 0, []);
}
