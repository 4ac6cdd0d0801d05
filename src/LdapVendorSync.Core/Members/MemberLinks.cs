namespace LdapVendorSync.Core.Members;

/// <summary>Confirmed pairs of a source's id and a vendor's id. A link beats any match key. Immutable.</summary>
public sealed class MemberLinks
{
    private readonly Dictionary<string, string> _vendorBySource = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sourceByVendor = new(StringComparer.Ordinal);

    /// <summary>Links from pairs.</summary>
    /// <exception cref="ArgumentException">An id stands in two pairs.</exception>
    public MemberLinks(IEnumerable<KeyValuePair<string, string>> vendorIdBySourceId)
    {
        foreach (var (sourceId, vendorId) in vendorIdBySourceId)
        {
            _vendorBySource.Add(sourceId, vendorId);
            _sourceByVendor.Add(vendorId, sourceId);
        }
    }

    /// <summary>No links.</summary>
    public static MemberLinks None { get; } = new([]);

    /// <summary>How many people are linked.</summary>
    public int Count => _vendorBySource.Count;

    /// <summary>The vendor's id of the account that belongs to a person of the source, or <see langword="null"/>.</summary>
    public string? VendorIdOf(string sourceId) => _vendorBySource.GetValueOrDefault(sourceId);

    /// <summary>The source's id of the person to whom an account belongs, or <see langword="null"/>.</summary>
    public string? SourceIdOf(string vendorId) => _sourceByVendor.GetValueOrDefault(vendorId);

    /// <summary>The same links without those of some people.</summary>
    public MemberLinks Without(IReadOnlySet<string> sourceIds) =>
        new(_vendorBySource.Where(link => !sourceIds.Contains(link.Key)));
}
