using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>Asks a domain controller by DirSync which objects were deleted or came back (MS-ADTS section 3.1.1.3.4.1.3).</summary>
/// <remarks>
/// A search for deleted objects shows those that the account may read, and does not tell whether there are others. DirSync is refused to an
/// account without the right "Replicating Directory Changes", and shows all of them to one that has it.
/// </remarks>
internal sealed class DeletedObjects(LdapDirectory directory, ChangeCollector changes, string purpose)
{
    private const int MostAnswers = 100_000;

    private static readonly LdapFilter Nothing = LdapFilter.Not(LdapFilter.MatchAll);

    /// <summary>Collects what was deleted below the root of a domain.</summary>
    /// <param name="tree">The root.</param>
    /// <param name="since">The cookie of the last time; <see langword="null"/> for a cookie only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The cookie for the next time, or why there is none.</returns>
    public async Task<(string? Cookie, string? Refusal)> ReadAsync(
        DistinguishedName tree, string? since, CancellationToken cancellationToken)
    {
        var cookie = since is null ? default : (ReadOnlyMemory<byte>)Convert.FromBase64String(since);
        for (var answers = 0; answers < MostAnswers; answers++)
        {
            var request = new LdapSearchRequest
            {
                BaseDn = tree.ToString(),
                Filter = since is null ? Nothing : LdapFilter.MatchAll,
                Attributes = ["objectGUID", "isDeleted"],
                Controls = [new DirSyncControl(cookie)],
            };
            var response = await directory.Session.SearchAsync(request, purpose, cancellationToken).ConfigureAwait(false);
            if (!response.Result.IsSuccess || DirSyncResponseControl.Find(response.Result.Controls) is not { } control)
                return await RefuseAsync(tree, since, response.Result, cancellationToken).ConfigureAwait(false);
            foreach (var entry in response.Entries)
                Add(entry);
            if (!control.HasMore)
                return (Convert.ToBase64String(control.Cookie.Span), null);
            cookie = control.Cookie;
        }

        return (null, $"the domain controller does not come to the end of what was deleted below '{tree}'");
    }

    /// <summary>A cookie that is no longer taken may be replaced by a new one; then anything may have been deleted.</summary>
    private async Task<(string? Cookie, string? Refusal)> RefuseAsync(
        DistinguishedName tree, string? since, LdapResult result, CancellationToken cancellationToken)
    {
        if (since is null)
            return (null, $"the account may not see who is deleted; it needs the right Replicating Directory Changes on '{tree}' ({result})");
        changes.Doubt($"the domain controller does not tell what was deleted below '{tree}': {result}");
        return await ReadAsync(tree, null, cancellationToken).ConfigureAwait(false);
    }

    private void Add(LdapEntry received)
    {
        if (received["objectGUID"] is { Count: 1 } id && id.Values[0].Length == 16)
            changes.Add(new ChangedEntry(new Guid(id.Values[0].Span).ToString(), null, MayBeGroup: false));
        else
            changes.Doubt($"the id of '{received.Dn}', which was deleted, is not known");
    }
}
