using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>Asks OpenLDAP's sync provider (slapo-syncprov) what changed, by content synchronisation (RFC 4533).</summary>
/// <remarks>
/// The first cookie is got by a synchronisation whose filter matches nothing, so that the directory is not sent as a whole: the provider's
/// cookie stands for a state of its database, whatever the search.
/// </remarks>
internal sealed class SyncProviderChanges(LdapDirectory directory, LdapServer server, IReadOnlyList<DistinguishedName> trees, string purpose)
{
    private const string Kind = "syncrepl";
    private const string HasSubordinates = "hasSubordinates";

    private static readonly LdapFilter Nothing = LdapFilter.Not(LdapFilter.MatchAll);

    private readonly ChangeCollector _changes = new();

    public async Task<SourceChanges> ReadAsync(LdapChangeToken? since, CancellationToken cancellationToken)
    {
        var known = since?.Kind == Kind ? since.Values : new Dictionary<string, string>();
        var witness = new SyncWitness(directory, server, _changes, purpose);
        var starts = new ServerStarts(directory, server, _changes, purpose);
        var values = new Dictionary<string, string>(await starts.CheckAsync(known, cancellationToken).ConfigureAwait(false));
        foreach (var tree in trees)
        {
            var before = known.GetValueOrDefault(tree.Normalized);
            var (cookie, refusal) = await ReadTreeAsync(tree, before, cancellationToken).ConfigureAwait(false);
            if (cookie is null)
                return SourceChanges.Unknown(refusal!);
            values.Add(tree.Normalized, cookie);
            foreach (var (key, value) in await witness.CheckAsync(tree, known, before, cookie, cancellationToken).ConfigureAwait(false))
                values.Add(key, value);
            await DoubtDenialAsync(witness, tree, cookie, cancellationToken).ConfigureAwait(false);
            _changes.AddTree(tree.ToString());
        }

        if (known.Keys.Count(key => !SyncWitness.IsOwn(key) && !ServerStarts.IsOwn(key)) != trees.Count)
            _changes.Doubt("it was not asked before what changes");
        return _changes.ToChanges(new LdapChangeToken(Kind, values));
    }

    private async Task<(string? Cookie, string? Refusal)> ReadTreeAsync(
        DistinguishedName tree, string? since, CancellationToken cancellationToken)
    {
        if (since is not null)
        {
            var response = await SearchAsync(tree, LdapFilter.MatchAll, Convert.FromBase64String(since), cancellationToken)
                .ConfigureAwait(false);
            if (response.Result.IsSuccess && SyncDoneControl.Find(response.Result.Controls) is { } done)
            {
                Collect(response, done);
                if (CookieOf(response, done) is { } next)
                    return (next, null);
                if (done.RefreshDeletes && response.Entries.Count == 0)
                    return (since, null);
            }

            _changes.Doubt($"the server does not tell what changed below '{tree}': {response.Result}");
        }

        return await StartAsync(tree, cancellationToken).ConfigureAwait(false);
    }

    private Task<(string? Cookie, string? Refusal)> StartAsync(DistinguishedName tree, CancellationToken cancellationToken)
    {
        _changes.Doubt("it was not asked before what changes");
        return AskForStateAsync(tree, cancellationToken);
    }

    private async Task<(string? Cookie, string? Refusal)> AskForStateAsync(DistinguishedName tree, CancellationToken cancellationToken)
    {
        var response = await SearchAsync(tree, Nothing, cookie: null, cancellationToken).ConfigureAwait(false);
        var done = SyncDoneControl.Find(response.Result.Controls);
        var cookie = response.Result.IsSuccess && done is not null ? CookieOf(response, done) : null;
        return (cookie, $"the server offers no content synchronisation (overlay syncprov) for '{tree}': {response.Result}");
    }

    /// <summary>Doubts what a server told that holds later writes than it admits.</summary>
    private async Task DoubtDenialAsync(SyncWitness witness, DistinguishedName tree, string cookie, CancellationToken cancellationToken)
    {
        if (_changes.IsInDoubt || await witness.FindLaterWriteAsync(tree, cookie, cancellationToken).ConfigureAwait(false) is not { } later)
            return;

        // Written after it was asked, the server admits it now, and tells of it the next time.
        var (now, _) = await AskForStateAsync(tree, cancellationToken).ConfigureAwait(false);
        if (now is null || !new SyncCookie(now).Covers(later))
            _changes.Doubt($"'{tree}' holds later writes than the server tells of; it may have crashed");
    }

    private Task<LdapSearchResponse> SearchAsync(
        DistinguishedName tree, LdapFilter filter, ReadOnlyMemory<byte>? cookie, CancellationToken cancellationToken)
    {
        var request = new LdapSearchRequest
        {
            BaseDn = tree.ToString(),
            Filter = filter,
            Attributes = ["objectClass", HasSubordinates],
            Controls = [new SyncRequestControl(cookie)],
        };
        return directory.Session.SearchAsync(request, purpose, cancellationToken);
    }

    private void Collect(LdapSearchResponse response, SyncDoneControl done)
    {
        if (!done.RefreshDeletes)
            _changes.StartPresence();
        if (response.References.Count > 0)
            _changes.Doubt("parts of the directory are on other servers");
        foreach (var set in response.IntermediateResponses.Select(SyncInfo.Read).OfType<SyncIdSet>())
        {
            foreach (var id in set.EntryUuids)
                Add(id, set.RefreshDeletes);
        }

        foreach (var entry in response.Entries)
            Collect(entry);
    }

    private void Add(Guid id, bool isDeleted)
    {
        if (isDeleted)
            _changes.Add(new ChangedEntry(id.ToString(), null, MayBeGroup: false));
        else
            _changes.AddPresent(id);
    }

    private void Collect(LdapEntry received)
    {
        if (SyncStateControl.Find(received.Controls) is not { } state)
        {
            _changes.Doubt($"the server does not say what has become of '{received.Dn}'");
            return;
        }

        if (state.State is SyncState.Delete or SyncState.Present)
        {
            Add(state.EntryUuid, state.State == SyncState.Delete);
            return;
        }

        // The names of all entries below change with its name, and the server tells that of none of them.
        if (!received.TryGetString(HasSubordinates, out var hasSubordinates) || hasSubordinates != "FALSE")
            _changes.Doubt($"'{received.Dn}', which may have entries below it, changed");
        var entry = received.ToDirectoryEntry();
        _changes.Add(new ChangedEntry(
            state.EntryUuid.ToString(), received.Dn, !entry.ObjectClasses.Any() || entry.HasObjectClass(EntryClasses.GroupClasses)));
    }

    private static string? CookieOf(LdapSearchResponse response, SyncDoneControl done)
    {
        var cookies = response.IntermediateResponses.Select(SyncInfo.Read).Select(info => info?.Cookie).Append(done.Cookie);
        return cookies.LastOrDefault(cookie => cookie is { IsEmpty: false }) is { } last ? Convert.ToBase64String(last.Span) : null;
    }
}
