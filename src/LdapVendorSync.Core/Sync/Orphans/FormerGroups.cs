using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Orphans;

/// <summary>
/// Groups of one application that were synced earlier and are not any more, as a mapping was taken out of the configuration. Whoever is left in
/// them has access by them, though no source says so.
/// </summary>
/// <param name="provider">The vendor.</param>
/// <param name="names">All groups that were ever synced there.</param>
internal sealed class FormerGroups(IVendorProvider provider, IReadOnlyList<string> names)
{
    /// <summary>Reads who is in them.</summary>
    /// <param name="mapped">The groups that are synced, by name and by id.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <returns>The ids of the accounts; and a group that could not be read completely, where there is one.</returns>
    /// <exception cref="VendorException">The vendor could not be asked.</exception>
    public async Task<(IReadOnlySet<string> Members, string? Unread)> ReadAsync(
        IReadOnlySet<string> mapped, CancellationToken cancellationToken)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names.Where(name => !mapped.Contains(name)))
        {
            // Renamed at the vendor and in the configuration, or gone: nobody has access by a name.
            if (await provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false) is not { } group || mapped.Contains(group.Id))
                continue;
            var content = await GroupContent
                .ReadAsync(provider.ReadGroupMembers(group, cancellationToken), null, cancellationToken)
                .ConfigureAwait(false);
            if (!content.Completeness.HoldsNothing)
                return (members, name);
            members.UnionWith(content.Members.Select(member => member.Id));
        }

        return (members, null);
    }
}
