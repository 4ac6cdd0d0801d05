namespace LdapVendorSync.ProviderKit;

/// <summary>How many requests have reached a vendor.</summary>
/// <param name="Total">All.</param>
/// <param name="Writes">Those that may change something.</param>
public readonly record struct RequestCount(int Total, int Writes);
