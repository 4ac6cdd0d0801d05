namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>An answer of the vendor test server, before a fault spoils it.</summary>
internal sealed record VendorReply(int Status, byte[] Body, string ContentType)
{
    public Dictionary<string, string> Headers { get; } = [];
}

/// <summary>A request as the vendor's API sees it.</summary>
internal sealed record VendorRequest(
    string Method, IReadOnlyList<string> Segments, IReadOnlyDictionary<string, string> Query, string Body, Uri Url)
{
    public FaultKind? PagingFault { get; init; }
}
