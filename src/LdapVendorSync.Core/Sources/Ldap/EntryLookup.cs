using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Finds many entries with few searches: by their DNs in OR filters, or by <c>uid</c>. A search that a size limit cuts off is split, so
/// that a small limit makes it slower but not wrong.
/// </summary>
internal sealed class EntryLookup(LdapDirectory directory, string purpose)
{
    /// <summary>
    /// How many entries one search asks for. A server compares each entry that it finds with every alternative of the filter, so that bigger
    /// batches cost it more than they save.
    /// </summary>
    public const int BatchSize = 25;

    private const int BatchesOutstanding = 16;

    // Matches nothing.
    private static readonly LdapFilter Nothing = LdapFilter.Not(LdapFilter.MatchAll);

    private string? _nameAttribute;

    /// <summary>Finds out by which attribute the server finds DNs. Without one they are found by their first part, and compared.</summary>
    /// <param name="known">The DN of an entry that was just read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task PrepareAsync(DistinguishedName known, CancellationToken cancellationToken) =>
        _nameAttribute = await directory.FindNameAttributeAsync(known, purpose, cancellationToken).ConfigureAwait(false);

    /// <summary>Looks for entries by their DNs.</summary>
    /// <param name="members">References to DNs, all within <paramref name="tree"/>.</param>
    /// <param name="server">The server.</param>
    /// <param name="tree">Where to search.</param>
    /// <param name="condition">What the entries must match besides; <see langword="null"/> for nothing.</param>
    /// <param name="attributes">What to read of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<LookupAnswer> ByNameAsync(
        IEnumerable<MemberReference> members,
        LdapServer server,
        DistinguishedName tree,
        LdapFilter? condition,
        IReadOnlyList<string> attributes,
        CancellationToken cancellationToken) =>
        RunAsync(
            members,
            batch => LdapDirectory.Subtree(server, tree, Combine(condition, batch.Select(NameFilter)), attributes),
            cancellationToken);

    /// <summary>Looks for entries by their <c>uid</c>.</summary>
    /// <inheritdoc cref="ByNameAsync" />
    public IAsyncEnumerable<LookupAnswer> ByUserIdAsync(
        IEnumerable<MemberReference> members,
        LdapServer server,
        DistinguishedName tree,
        LdapFilter? condition,
        IReadOnlyList<string> attributes,
        CancellationToken cancellationToken) =>
        RunAsync(
            members,
            batch => LdapDirectory.Subtree(server, tree, Combine(condition, batch.Select(UserIdFilter)), attributes),
            cancellationToken);

    private IAsyncEnumerable<LookupAnswer> RunAsync(
        IEnumerable<MemberReference> members, Func<MemberReference[], LdapSearchRequest> create, CancellationToken cancellationToken) =>
        Pipelined.RunAsync(
            members.Chunk(BatchSize), BatchesOutstanding, (batch, token) => SearchAsync(batch, create, token), cancellationToken);

    private async Task<LookupAnswer> SearchAsync(
        MemberReference[] batch, Func<MemberReference[], LdapSearchRequest> create, CancellationToken cancellationToken)
    {
        var response = await directory.Session.SearchAsync(create(batch), purpose, cancellationToken).ConfigureAwait(false);
        if (response.Result.Code != LdapResultCode.SizeLimitExceeded || batch.Length == 1)
            return new LookupAnswer(
                batch, [.. response.Entries.Select(entry => entry.ToDirectoryEntry())], response.References, response.Result);

        var half = batch.Length / 2;
        var first = await SearchAsync(batch[..half], create, cancellationToken).ConfigureAwait(false);
        var second = await SearchAsync(batch[half..], create, cancellationToken).ConfigureAwait(false);
        return new LookupAnswer(
            batch,
            [.. first.Entries, .. second.Entries],
            [.. first.References, .. second.References],
            first.Result.IsSuccess ? second.Result : first.Result);
    }

    private static LdapFilter Combine(LdapFilter? condition, IEnumerable<LdapFilter> alternatives) =>
        condition is null ? LdapFilter.Or(alternatives) : LdapFilter.And(condition, LdapFilter.Or(alternatives));

    private LdapFilter NameFilter(MemberReference member)
    {
        if (_nameAttribute is not null)
            return LdapFilter.Equality(_nameAttribute, member.Dn!.ToString());
        var parts = member.Dn!.Rdns[0].Assertions
            .Where(part => !part.IsEncoded)
            .Select(part => LdapFilter.Equality(part.Type, part.Value))
            .ToList();
        return parts switch
        {
            [] => Nothing,
            [var part] => part,
            _ => LdapFilter.And(parts),
        };
    }

    private static LdapFilter UserIdFilter(MemberReference member) => LdapFilter.Equality("uid", member.UserId!);
}

/// <summary>What one batch of references brought.</summary>
/// <param name="Members">The references.</param>
/// <param name="Entries">The entries that were found, with others among them where DNs are found by their first part.</param>
/// <param name="References">Parts of the tree that are on other servers.</param>
/// <param name="Result">How the search ended; without success nothing can be concluded from an entry that was not found.</param>
internal sealed record LookupAnswer(
    IReadOnlyList<MemberReference> Members,
    IReadOnlyList<DirectoryEntry> Entries,
    IReadOnlyList<LdapSearchReference> References,
    LdapResult Result);
