using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap.Changes;

/// <summary>
/// Asks a domain controller by DirSync which objects were deleted, came back, were renamed or moved, or changed what decides on membership
/// (MS-ADTS section 3.1.1.3.4.1.3).
/// </summary>
/// <remarks>
/// Searches show what the account may read, and do not tell whether there is more: neither who was deleted, nor who was moved to where
/// it cannot look. DirSync is refused to an account without the right "Replicating Directory Changes", and shows all to one that has it.
/// </remarks>
internal sealed class DirSyncChanges(LdapDirectory directory, ChangeCollector changes, string purpose)
{
    private const int MostAnswers = 100_000;
    private const string IsDeleted = "isDeleted";
    private const string Name = "name";

    private static readonly LdapFilter Nothing = LdapFilter.Not(LdapFilter.MatchAll);

    private readonly Dictionary<string, string> _renamed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the objects that are new, renamed or moved, by their ids.</summary>
    public IReadOnlyDictionary<string, string> Renamed => _renamed;

    /// <summary>Collects what changed below the root of a domain.</summary>
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
                Attributes = ["objectGUID", IsDeleted, Name, "parentGUID", "userAccountControl", "member"],
                Controls = [new DirSyncControl(cookie, DirSyncOptions.IncrementalValues)],
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

        return (null, $"the domain controller does not come to the end of what changed below '{tree}'");
    }

    /// <summary>A cookie that is no longer taken may be replaced by a new one; then anything may have changed.</summary>
    private async Task<(string? Cookie, string? Refusal)> RefuseAsync(
        DistinguishedName tree, string? since, LdapResult result, CancellationToken cancellationToken)
    {
        if (since is null)
            return (null, $"the account may not see who is deleted; it needs the right Replicating Directory Changes on '{tree}' ({result})");
        changes.Doubt($"the domain controller does not tell all that changed below '{tree}': {result}");
        return await ReadAsync(tree, null, cancellationToken).ConfigureAwait(false);
    }

    private void Add(LdapEntry received)
    {
        if (received["objectGUID"] is not { Count: 1 } guid || guid.Values[0].Length != 16)
        {
            changes.Doubt($"the id of '{received.Dn}', which changed, is not known");
            return;
        }

        var id = new Guid(guid.Values[0].Span).ToString();
        changes.Add(new ChangedEntry(id, null, MayBeGroup: false));
        if (received.TryGetString(IsDeleted, out var isDeleted) && isDeleted == "TRUE")
            return;

        // An attribute without a value is one that was taken away. With the object all its memberships come back, and no group tells it.
        if (received[IsDeleted] is not null)
            changes.Doubt($"'{received.Dn}', which was deleted, came back");
        if (received[Name] is not null)
            _renamed[id] = received.Dn;
    }
}
