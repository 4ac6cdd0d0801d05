using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>The links that stand for a mapping.</summary>
internal sealed class LoadedLinks
{
    private readonly Dictionary<string, Link> _bySourceId;
    private readonly Dictionary<string, string> _vendorIdByReference = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="stored">The links of the mapping's sources, those of the source listed first in front: where two claim one account, it has it.</param>
    public LoadedLinks(IEnumerable<Link> stored)
    {
        var links = stored.DistinctBy(link => link.SourceId).DistinctBy(link => link.VendorId).ToList();
        _bySourceId = links.ToDictionary(link => link.SourceId, StringComparer.Ordinal);
        foreach (var link in links.Where(link => link.SourceReference is not null))
            _vendorIdByReference.TryAdd(link.SourceReference!, link.VendorId);
        Members = new MemberLinks(links.Select(link => KeyValuePair.Create(link.SourceId, link.VendorId)));
    }

    /// <summary>The links as the comparison takes them.</summary>
    public MemberLinks Members { get; }

    /// <summary>The account of the person whom the source's groups last referred to in this way, or <see langword="null"/>.</summary>
    public string? VendorIdBehind(string reference) => _vendorIdByReference.GetValueOrDefault(reference);

    /// <summary>Whether a link is stored already, as it would be saved.</summary>
    public bool Knows(Link link) =>
        _bySourceId.TryGetValue(link.SourceId, out var stored)
        && stored.VendorId == link.VendorId
        && stored.SourceReference == link.SourceReference
        && stored.Person == link.Person
        && stored.MatchKeys.Count == link.MatchKeys.Count
        && link.MatchKeys.All(key => stored.MatchKeys.TryGetValue(key.Key, out var value) && value == key.Value);
}
