using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sync;

/// <summary>The links that stand for a mapping.</summary>
internal sealed class LoadedLinks
{
    private readonly Dictionary<(string Source, string Id), Link> _bySourceId;

    // Needed only where something dangles or is protected, which is rare; to parse every name would cost each run.
    private readonly Lazy<Dictionary<DistinguishedName, string>> _vendorIdByName;
    private readonly Lazy<Dictionary<string, string>> _vendorIdByUserName;
    private readonly Lazy<ILookup<string, string>> _vendorIdsByReferencedId;
    private readonly Lazy<Dictionary<string, Link>> _byVendorId;

    /// <param name="mapping">The mapping.</param>
    /// <param name="stored">The links of the mapping's sources, those of the source listed first in front:
    /// where two claim one account, it has it.</param>
    public LoadedLinks(SyncMapping mapping, IReadOnlyList<Link> stored)
    {
        _bySourceId = stored.ToDictionary(link => (link.Source, link.SourceId));
        var links = stored.DistinctBy(link => link.VendorId).ToList();
        _byVendorId = new(() => links.ToDictionary(link => link.VendorId, StringComparer.Ordinal));
        _vendorIdByName = new(() => ByName(links));
        _vendorIdByUserName = new(() => ByUserName(links));
        _vendorIdsByReferencedId = new(() => ByReferencedId(links));
        _byVendorId = new(() => links.ToDictionary(link => link.VendorId, StringComparer.Ordinal));
        Members = new MemberLinks(links.Select(link => KeyValuePair.Create(IdOf(link, mapping), link.VendorId)));
    }

    /// <summary>The links as the comparison takes them.</summary>
    public MemberLinks Members { get; }

    /// <summary>The link of an account; <see langword="null"/> where it has none.</summary>
    public Link? LinkTo(string vendorId) => _byVendorId.Value.GetValueOrDefault(vendorId);

    /// <summary>
    /// The account of the person to whom a group's reference last led, or <see langword="null"/>: by the entry's name, by the login name
    /// that a <c>memberUid</c> is, or by the id where a source has no such names. <see langword="null"/> as well where the reference may
    /// mean several.
    /// </summary>
    public string? VendorIdBehind(string reference)
    {
        if (DistinguishedName.TryParse(reference, out var name) && _vendorIdByName.Value.TryGetValue(name, out var vendorId))
            return vendorId;
        var candidates = _vendorIdsByReferencedId.Value[reference].ToHashSet(StringComparer.Ordinal);
        if (_vendorIdByUserName.Value.TryGetValue(reference, out var byUserName))
            candidates.Add(byUserName);
        return candidates.Count == 1 ? candidates.Single() : null;
    }

    /// <summary>
    /// What the person behind an account is called at the source: id, the reference by which groups last named them, match keys. None where
    /// there is no link.
    /// </summary>
    public IReadOnlyList<string> NamesAtSource(string vendorId)
    {
        if (!_byVendorId.Value.TryGetValue(vendorId, out var link))
            return [];
        var names = new[] { link.SourceId, link.SourceReference, link.Person }.OfType<string>();
        return [.. names, .. link.MatchKeys.Values];
    }

    /// <summary>The link of a person as it is stored; <see langword="null"/> where there is none.</summary>
    public Link? FindLink(string source, string sourceId) => _bySourceId.GetValueOrDefault((source, sourceId));

    /// <summary>The links of some accounts that were not confirmed lately.</summary>
    public IEnumerable<Link> NotConfirmedSince(DateTimeOffset moment, IEnumerable<string> vendorIds) => vendorIds
        .Select(vendorId => _byVendorId.Value.GetValueOrDefault(vendorId))
        .OfType<Link>()
        .Where(link => link.ConfirmedAt < moment);

    private static string IdOf(Link link, SyncMapping mapping) =>
        mapping.IsAcrossSources ? SourceIdentity.Qualify(link.Source, link.SourceId) : link.SourceId;

    private static Dictionary<DistinguishedName, string> ByName(List<Link> links)
    {
        var byName = new Dictionary<DistinguishedName, string>();
        foreach (var link in links)
        {
            if (DistinguishedName.TryParse(link.SourceReference, out var name))
                byName.TryAdd(name, link.VendorId);
        }

        return byName;
    }

    private static ILookup<string, string> ByReferencedId(List<Link> links) => links
        .Where(link => link.SourceReference is null)
        .ToLookup(link => link.SourceId, link => link.VendorId, StringComparer.Ordinal);

    private static Dictionary<string, string> ByUserName(List<Link> links)
    {
        var byUserName = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var link in links)
        {
            if (link.MatchKeys.TryGetValue(AttributeNames.UserName, out var userName))
                byUserName.TryAdd(userName, link.VendorId);
        }

        return byUserName;
    }
}
