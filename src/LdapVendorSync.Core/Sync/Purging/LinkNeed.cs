using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync.Purging;

/// <summary>
/// Finds people whose access stands by their link alone. A purge takes the link away, and the next run would take the access: of somebody whom no
/// match key recognises, whom <c>protected_users</c> names as the directory does, or of whom a filter is in doubt.
/// </summary>
/// <param name="configuration">The mappings.</param>
/// <param name="session">The history.</param>
internal sealed class LinkNeed(SyncConfiguration configuration, SqliteSession session)
{
    /// <summary>Says for what the link is needed, and what to do.</summary>
    /// <returns><see langword="null"/> where a purge takes nothing from the person.</returns>
    public string? Find(KnownPerson person)
    {
        foreach (var vendor in configuration.Vendors)
        {
            foreach (var mapping in SyncMapping.Of(vendor, configuration.Sources))
            {
                if (Find(person, vendor.Target, mapping) is { } need)
                    return need;
            }
        }

        return null;
    }

    private string? Find(KnownPerson person, string target, SyncMapping mapping)
    {
        var links = mapping.Sources
            .SelectMany(source => LinkStore.GetLinks(session, target, source))
            .Where(link => person.Ids.Contains(new PersonId(IsAccount: true, target, link.VendorId)))
            .ToList();
        if (links.Count == 0)
            return null;
        var vendor = Latest(mapping, ReadSide.Vendor);
        var source = Latest(mapping, ReadSide.Source);
        return links.Select(link => Find(link, mapping, vendor, source)).FirstOrDefault(need => need is not null);
    }

    private string? Find(Link link, SyncMapping mapping, List<GroupSnapshot> vendor, List<GroupSnapshot> source)
    {
        var account = FindMember(vendor, _ => true, link.VendorId);
        // What was not read completely, or never, may hold the account.
        if (account is null && vendor.Count > 0 && vendor.All(IsComplete))
            return null;
        var entry = FindMember(
            source, snapshot => snapshot.Details.System.Equals(link.Source, StringComparison.OrdinalIgnoreCase), link.SourceId);
        var need = entry is not null ? NeedOfMember(mapping, entry, account) : NeedOfLeaver(link, mapping, account, source);
        return need is null ? null : $"{mapping.Reference.Vendor}/{mapping.Reference.VendorGroup}: {need} Nothing was removed.";
    }

    private static string? NeedOfMember(SyncMapping mapping, GroupMember entry, GroupMember? account) =>
        account is null || mapping.Policy.MatchOn.Any(attribute => MatchKey.Of(entry, attribute) is { } key && key == MatchKey.Of(account, attribute))
            ? null
            : $"the person is known by the link alone, since {string.Join(" and ", mapping.Policy.MatchOn)} differ between '{entry.Label}' and the account "
                + $"'{account.Label}'. Without the link the next run would remove the account from the group. Make them equal, run the sync, and purge then.";

    private static string? NeedOfLeaver(Link link, SyncMapping mapping, GroupMember? account, List<GroupSnapshot> source)
    {
        var links = new LoadedLinks(mapping, [link]);
        if (source.SelectMany(snapshot => snapshot.Details.Doubtful).Any(doubtful => links.VendorIdBehind(doubtful.Reference) == link.VendorId))
        {
            return "the source group still lists the person, and a filter leaves them out by an attribute that may be hidden. Without the link their removal "
                + "would not be held. Let the sync read the attribute, or end the membership, run the sync, and purge then.";
        }

        var patterns = mapping.Policy.ProtectedUsers;
        return NamePattern.FitsAny(patterns, account?.UserName, account?.Email, link.VendorId)
            || !NamePattern.FitsAny(patterns, [.. links.NamesAtSource(link.VendorId)])
            ? null
            : $"the person is gone from the source group, and protected_users keeps their access by what the directory called them. Add what the vendor calls "
                + $"them, '{account?.Label ?? link.VendorId}', to protected_users, or end their access, and purge then.";
    }

    private List<GroupSnapshot> Latest(SyncMapping mapping, ReadSide side) =>
        new SnapshotReader(session).At(mapping.Reference.Vendor, mapping.Reference.VendorGroup, side, DateTimeOffset.MaxValue);

    private GroupMember? FindMember(List<GroupSnapshot> snapshots, Func<GroupSnapshot, bool> isMeant, string id) => snapshots
        .Where(isMeant)
        .SelectMany(new SnapshotReader(session).Members)
        .FirstOrDefault(member => member.Id == id);

    private static bool IsComplete(GroupSnapshot snapshot) => snapshot.Completeness == CompletenessStatus.Complete;
}
