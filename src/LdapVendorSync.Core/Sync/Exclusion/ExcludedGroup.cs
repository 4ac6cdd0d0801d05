using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>A group whose people a mapping leaves out, as it was read.</summary>
/// <param name="Settings">Which group.</param>
/// <param name="Content">What was read.</param>
public sealed record ExcludedGroup(ExceptSettings Settings, GroupContent Content);
