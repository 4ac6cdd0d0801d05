namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Whose membership of which vendor group is to be explained.</summary>
/// <param name="Person">A user name, mail address, DN, id at the source or at the vendor, or a name to show.</param>
/// <param name="Vendor">The vendor's name in the configuration, in any case.</param>
/// <param name="Group">The vendor group, as the configuration or the vendor names it.</param>
/// <param name="At">
/// The moment that is asked about, answered from the history alone; <see langword="null"/> for now, answered by asking both sides.
/// </param>
public sealed record TraceRequest(string Person, string Vendor, string Group, DateTimeOffset? At = null);
