using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>
/// Notices that a tree of an OpenLDAP is another one than before, or was restored from a backup. A sync provider takes any cookie that is not
/// ahead of it: once something was written to a restored database, it does not tell what the restore took back. And a provider that crashed
/// goes back to an earlier state (contextCSN), and until the next write denies what was written after it: all of it, or some.
/// </summary>
/// <remarks>
/// Remembered are the id of the tree's root, and the latest write that the cookie stands for: the entry whose <c>entryCSN</c> is the greatest
/// of the cookie. An index on <c>entryCSN</c> (eq), which sync providers have anyway, finds it.
/// </remarks>
internal sealed class SyncWitness(LdapDirectory directory, LdapServer server, ChangeCollector changes, string purpose)
{
    private const string Root = "root ";
    private const string Write = "write ";
    private const string EntryUuid = "entryUUID";
    private const string EntryCsn = "entryCSN";

    /// <summary>Whether a value of a token is one of those that are remembered here.</summary>
    public static bool IsOwn(string key) =>
        key.StartsWith(Root, StringComparison.Ordinal) || key.StartsWith(Write, StringComparison.Ordinal);

    /// <summary>Doubts what was told where the tree is not the one that was asked before, or lacks a write that it had.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="known">What the token of the last time holds.</param>
    /// <param name="before">The cookie of the last time; <see langword="null"/> for none.</param>
    /// <param name="now">The cookie for the next time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the next token is to hold.</returns>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(
        DistinguishedName tree, IReadOnlyDictionary<string, string> known, string? before, string now, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>();
        var root = await FindRootAsync(tree, cancellationToken).ConfigureAwait(false);
        if (root is null)
            changes.Doubt($"the account may not see the {EntryUuid} and the {EntryCsn} of '{tree}'");
        else
            values.Add(Root + tree.Normalized, root);
        if (root is not null && before is not null && known.GetValueOrDefault(Root + tree.Normalized) != root)
            changes.Doubt($"another directory answers for '{tree}'");

        var stamps = new SyncCookie(now).Stamps;
        var write = known.GetValueOrDefault(Write + tree.Normalized);
        var isMoved = before is null || stamps.Count == 0 || !new SyncCookie(before).Stamps.SetEquals(stamps);
        if (isMoved && before is not null && !await IsThereAsync(tree, write, cancellationToken).ConfigureAwait(false))
            changes.Doubt($"it is not certain that '{tree}' still holds what it held; it may have been restored from a backup");
        if (isMoved)
            write = await FindWriteAsync(tree, stamps.Max, cancellationToken).ConfigureAwait(false);
        if (write is not null)
            values.Add(Write + tree.Normalized, write);
        return values;
    }

    /// <summary>Finds a write that the server has made and a cookie does not stand for.</summary>
    /// <returns>Its change stamp; <see langword="null"/> if there is none.</returns>
    /// <remarks>
    /// Later than the latest of all stamps: with several servers that take writes, what only one of them lost may stay unseen until that
    /// one is written to.
    /// </remarks>
    public async Task<string?> FindLaterWriteAsync(DistinguishedName tree, string cookie, CancellationToken cancellationToken)
    {
        if (new SyncCookie(cookie).Stamps.Max is not { } stamp)
            return null;
        var later = LdapFilter.And(
            LdapFilter.GreaterOrEqual(EntryCsn, stamp), LdapFilter.Not(LdapFilter.Equality(EntryCsn, stamp)));
        var request = LdapDirectory.Subtree(server, tree, later, [EntryCsn]) with { SizeLimit = 1 };
        var response = await directory.Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        if (response.Entries is [var entry, ..] && entry.TryGetString(EntryCsn, out var found))
            return found;
        if (!response.Result.IsSuccess)
            changes.Doubt($"the server does not say whether '{tree}' holds later writes than it told of: {response.Result}");
        return null;
    }

    /// <summary>Whether a write is still there, or something later was written to the same entry.</summary>
    private async Task<bool> IsThereAsync(DistinguishedName tree, string? write, CancellationToken cancellationToken)
    {
        if (write?.Split(' ') is not [var stamp, var id])
            return false;
        return changes.Tells(id) || await FindWriteAsync(tree, stamp, cancellationToken).ConfigureAwait(false) is not null;
    }

    // None where the latest write was a deletion, several where entries were loaded at once (slapadd); any of those shows that they are there.
    private async Task<string?> FindWriteAsync(DistinguishedName tree, string? stamp, CancellationToken cancellationToken)
    {
        if (stamp is null)
            return null;
        var request = LdapDirectory.Subtree(server, tree, LdapFilter.Equality(EntryCsn, stamp), [EntryUuid]) with { SizeLimit = 1 };
        return await FindAsync(request, cancellationToken).ConfigureAwait(false) is { } id ? $"{stamp} {id}" : null;
    }

    private async Task<string?> FindRootAsync(DistinguishedName tree, CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(tree.ToString(), EntryUuid, EntryCsn);
        var response = await directory.Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        return response.Entries is [var root, ..] && root.TryGetString(EntryCsn, out _) && root.TryGetString(EntryUuid, out var id) ? id : null;
    }

    private async Task<string?> FindAsync(LdapSearchRequest request, CancellationToken cancellationToken)
    {
        var response = await directory.Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        return response.Entries is [var entry, ..] && entry.TryGetString(EntryUuid, out var id) ? id : null;
    }
}
