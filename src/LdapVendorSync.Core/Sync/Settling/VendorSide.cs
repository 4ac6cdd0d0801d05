using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Settling;

/// <summary>A mapping's group at the vendor, as this run read it.</summary>
/// <param name="Group">The group; <see langword="null"/> where there is none yet.</param>
/// <param name="Content">Who is in it.</param>
/// <param name="ReadAt">When the read began.</param>
internal sealed record VendorSide(VendorGroup? Group, GroupContent Content, DateTimeOffset ReadAt);
