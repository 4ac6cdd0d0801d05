using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>
/// Notices that an OpenLDAP was started anew: if it crashed, it has forgotten what it had not noted of the state of its database. An entry
/// that was deleted before leaves no trace, and no cookie ever tells of it.
/// </summary>
/// <remarks>
/// The time of the start is the <c>createTimestamp</c> of the schema (RFC 4512 section 4.4), which OpenLDAP makes at each start. Several are
/// remembered, for several servers behind one name.
/// </remarks>
internal sealed class ServerStarts(LdapDirectory directory, LdapServer server, ChangeCollector changes, string purpose)
{
    private const string Key = "starts";
    private const string CreateTimestamp = "createTimestamp";
    private const int Most = 16;

    /// <summary>Whether a value of a token is the one that is remembered here.</summary>
    public static bool IsOwn(string key) => key == Key;

    /// <summary>Doubts what is told where the server was not seen since it was started.</summary>
    /// <param name="known">What the token of the last time holds; empty for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the next token is to hold. Nothing where the account may not see when the server was started.</returns>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(
        IReadOnlyDictionary<string, string> known, CancellationToken cancellationToken)
    {
        if (await ReadStartAsync(cancellationToken).ConfigureAwait(false) is not { } start)
            return new Dictionary<string, string>();
        var starts = known.GetValueOrDefault(Key)?.Split(' ') ?? [];
        if (!starts.Contains(start))
            changes.Doubt("the server was started anew; it may have crashed");
        return new Dictionary<string, string> { [Key] = string.Join(' ', starts.Where(other => other != start).Prepend(start).Take(Most)) };
    }

    private async Task<string?> ReadStartAsync(CancellationToken cancellationToken)
    {
        if (server.SubschemaEntry is not { } subschema)
            return null;
        var request = LdapSearchRequest.ForEntry(subschema, CreateTimestamp) with { Filter = LdapFilter.Equality("objectClass", "subschema") };
        var response = await directory.Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
        return response.Entries is [var entry, ..] && entry.TryGetString(CreateTimestamp, out var start) ? start : null;
    }
}
