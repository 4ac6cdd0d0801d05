using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>A whole run as the guards see it.</summary>
/// <param name="Mappings">Every mapping that could be compared.</param>
/// <param name="Limits">The limits of the run as a whole.</param>
public sealed record GuardedRun(IReadOnlyList<GuardedMapping> Mappings, GuardSettings Limits);
