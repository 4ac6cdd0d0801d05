using System.Text;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>
/// Notices that a tree of an OpenLDAP is another one than before, or was restored from a backup. A sync provider takes any cookie that is not
/// ahead of it: once something was written to a restored database, it does not tell what the restore took back. And a provider that crashed
/// goes back to the state that it noted last (contextCSN), and until the next write denies what was written after it.
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
        var root = await FindAsync(LdapSearchRequest.ForEntry(tree.ToString(), EntryUuid), cancellationToken).ConfigureAwait(false);
        if (root is null)
            changes.Doubt($"the account may not see the {EntryUuid} of '{tree}'");
        else
            values.Add(Root + tree.Normalized, root);
        if (root is not null && before is not null && known.GetValueOrDefault(Root + tree.Normalized) != root)
            changes.Doubt($"another directory answers for '{tree}'");

        var stamps = StampsOf(now);
        var write = known.GetValueOrDefault(Write + tree.Normalized);
        var isMoved = before is null || stamps.Count == 0 || !StampsOf(before).SetEquals(stamps);
        if (isMoved && before is not null && !await IsThereAsync(tree, write, cancellationToken).ConfigureAwait(false))
            changes.Doubt($"it is not certain that '{tree}' still holds what it held; it may have been restored from a backup");
        if (!isMoved && await IsWrittenAfterAsync(tree, stamps.Max!, cancellationToken).ConfigureAwait(false))
            changes.Doubt($"'{tree}' holds later writes than the server tells of; it may have crashed");
        if (isMoved)
            write = await FindWriteAsync(tree, stamps.Max, cancellationToken).ConfigureAwait(false);
        if (write is not null)
            values.Add(Write + tree.Normalized, write);
        return values;
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

    private async Task<bool> IsWrittenAfterAsync(DistinguishedName tree, string stamp, CancellationToken cancellationToken)
    {
        var later = LdapFilter.And(
            LdapFilter.GreaterOrEqual(EntryCsn, stamp), LdapFilter.Not(LdapFilter.Equality(EntryCsn, stamp)));
        var request = LdapDirectory.Subtree(server, tree, later, [EntryUuid]) with { SizeLimit = 1 };
        return await FindAsync(request, cancellationToken).ConfigureAwait(false) is not null;
    }

    private async Task<string?> FindAsync(LdapSearchRequest request, CancellationToken cancellationToken)
    {
        var response = await directory.Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        return response.Entries is [var entry, ..] && entry.TryGetString(EntryUuid, out var id) ? id : null;
    }

    /// <summary>The change stamps of a cookie, one for each server that takes writes: <c>rid=…,csn=…;…</c>.</summary>
    private static SortedSet<string> StampsOf(string cookie)
    {
        const string Key = "csn=";
        var text = Encoding.ASCII.GetString(Convert.FromBase64String(cookie));
        var part = text.Split(',').FirstOrDefault(part => part.StartsWith(Key, StringComparison.Ordinal));
        return new SortedSet<string>(
            part?[Key.Length..].Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [], StringComparer.Ordinal);
    }
}
