using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Sync;

/// <summary>The links between one source and one vendor target, as the history has them. Not for several threads at once.</summary>
/// <param name="stored">What the history has.</param>
internal sealed class KnownLinks(IEnumerable<Link> stored)
{
    private readonly Dictionary<string, Link> _bySourceId = stored.ToDictionary(link => link.SourceId, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Link> All => _bySourceId.Values;

    /// <summary>Takes over a link that the history has saved.</summary>
    /// <param name="link">The link; a reference that it does not name stays as it was.</param>
    /// <param name="now">When it was saved.</param>
    public void Confirm(Link link, DateTimeOffset now) => _bySourceId[link.SourceId] = link with
    {
        SourceReference = link.SourceReference ?? _bySourceId.GetValueOrDefault(link.SourceId)?.SourceReference,
        ConfirmedAt = now,
    };

    /// <summary>Forgets links by their people, as the history has.</summary>
    public void Remove(IEnumerable<string> sourceIds)
    {
        foreach (var sourceId in sourceIds)
            _bySourceId.Remove(sourceId);
    }
}
