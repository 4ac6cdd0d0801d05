using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Audit.Comparison;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Auditing;

/// <summary>
/// What the configuration says of the two systems of a comparison: what recognises people, and, where one is a source and the other a
/// vendor, which links the sync has confirmed, how attributes of the source are called at the vendor, and which groups are mapped.
/// </summary>
/// <param name="session">The configuration at work.</param>
/// <param name="request">What was asked for, which goes first.</param>
internal sealed class ComparisonTerms(SyncSession session, ComparisonRequest request)
{
    /// <summary>The terms in which two snapshots are compared.</summary>
    public async Task<ConfiguredComparison> OfAsync(
        SystemSnapshot reference, SystemSnapshot difference, CancellationToken cancellationToken)
    {
        var (source, account) = reference.Side == SystemSide.Source ? (reference, difference) : (difference, reference);
        var vendor = source.Side == SystemSide.Source && account.Side == SystemSide.Vendor ? FindVendor(account) : null;
        if (vendor is null)
            return new ConfiguredComparison(Options(CommonMatchOn(), MemberLinks.None, []), null, null);

        var mappings = vendor.Groups.Where(mapping => IsSame(mapping.Source, source.System)).ToList();
        var links = await LinksAsync(account, source.System, isReversed: source == difference, cancellationToken).ConfigureAwait(false);
        var project = Projection(mappings);
        return source == reference
            ? new ConfiguredComparison(Options(vendor.MatchOn, links, [.. mappings.Select(Pair)]), project, null)
            : new ConfiguredComparison(Options(vendor.MatchOn, links, Reversed(mappings)), null, project);
    }

    private SystemComparisonOptions Options(IReadOnlyList<string> matchOn, MemberLinks links, IReadOnlyList<GroupPair> pairs) => new()
    {
        MatchOn = request.MatchOn ?? matchOn,
        Links = links,
        Attributes = request.Attributes,
        GroupPairs = [.. request.GroupPairs, .. pairs],
        IgnoredGroups = request.IgnoredGroups,
        Memberships = request.Memberships,
    };

    // Two sources, or two vendors, have no vendor's settings between them; what all vendors agree on holds for them too.
    private IReadOnlyList<string> CommonMatchOn()
    {
        var vendors = session.Configuration.Vendors;
        return vendors is [var first, ..] && vendors.All(vendor => vendor.MatchOn.SequenceEqual(first.MatchOn, StringComparer.OrdinalIgnoreCase))
            ? first.MatchOn
            : [AttributeNames.UserName];
    }

    private VendorSettings? FindVendor(SystemSnapshot snapshot) =>
        session.Configuration.Vendors.FirstOrDefault(vendor => IsSame(vendor.Name, snapshot.System));

    private async Task<MemberLinks> LinksAsync(SystemSnapshot account, string source, bool isReversed, CancellationToken cancellationToken)
    {
        if (account.Target is not { } target)
            return MemberLinks.None;
        var links = await HistoryViewer.GetLinksAsync(session.History, target, source, cancellationToken).ConfigureAwait(false);
        return new MemberLinks(links.Select(link => isReversed
            ? new KeyValuePair<string, string>(link.VendorId, link.SourceId)
            : new KeyValuePair<string, string>(link.SourceId, link.VendorId)));
    }

    // The mappings of a vendor may call attributes differently; a whole system is put into the terms of the first. What is not mapped
    // stays.
    private static Func<SystemContent, SystemContent>? Projection(IReadOnlyList<MappingSettings> mappings)
    {
        if (mappings.FirstOrDefault(mapping => mapping.Attributes.Count > 0) is not { } mapping)
            return null;
        var projection = new AttributeProjection(mapping);
        return content => content with { Users = [.. content.Users.Select(Project)] };

        GroupMember Project(GroupMember person)
        {
            var projected = projection.Project(person);
            var attributes = new Dictionary<string, IReadOnlyList<string>>(person.Attributes, StringComparer.OrdinalIgnoreCase);
            foreach (var (name, values) in projected.Attributes)
                attributes[name] = values;
            return projected with { Attributes = attributes };
        }
    }

    private GroupPair Pair(MappingSettings mapping) => new([NameOf(mapping.Source, mapping.SourceGroup)], mapping.VendorGroup)
    {
        Except = [.. mapping.Except.Select(except => IsSame(except.Source, mapping.Source)
            ? NameOf(except.Source, except.Group)
            : $"{except.Source}: {except.Group}")],
    };

    private List<GroupPair> Reversed(IReadOnlyList<MappingSettings> mappings) => [.. mappings
        .Where(mapping => mapping.SourceGroup != MappingSettings.Everybody && mapping.Except.Count == 0)
        .Where(mapping => mappings.Count(other => IsSame(other.VendorGroup, mapping.VendorGroup)) == 1)
        .Select(mapping => new GroupPair([mapping.VendorGroup], NameOf(mapping.Source, mapping.SourceGroup)))];

    // As the source finds the group: a short name of the configuration stands for a DN.
    private string NameOf(string source, string group)
    {
        var settings = session.Configuration.Sources.FirstOrDefault(settings => IsSame(settings.Name, source)) as DirectorySourceSettings;
        return settings?.GroupDnMap.FirstOrDefault(entry => IsSame(entry.Key, group)).Value ?? group;
    }

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How two snapshots are compared by what the configuration says.</summary>
/// <param name="Options">The options.</param>
/// <param name="ProjectReference">Puts the reference into the terms of the other side; <see langword="null"/> where it is in them.</param>
/// <param name="ProjectDifference">
/// Puts the difference into the terms of the other side; <see langword="null"/> where it is in them.
/// </param>
internal sealed record ConfiguredComparison(
    SystemComparisonOptions Options,
    Func<SystemContent, SystemContent>? ProjectReference,
    Func<SystemContent, SystemContent>? ProjectDifference);
