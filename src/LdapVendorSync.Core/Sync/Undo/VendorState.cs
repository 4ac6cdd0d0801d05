using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>What was read of a vendor for an undo.</summary>
/// <param name="Group">The group; <see langword="null"/> where there is none any more.</param>
/// <param name="Members">Its members, by id.</param>
/// <param name="IsComplete">Whether these are all.</param>
/// <param name="Accounts">The accounts that were looked for, by id.</param>
/// <param name="Capabilities">What the vendor can do.</param>
/// <param name="Links">The links of the mapping.</param>
internal sealed record VendorState(
    VendorGroup? Group,
    IReadOnlyDictionary<string, GroupMember> Members,
    bool IsComplete,
    IReadOnlyDictionary<string, AccountSighting> Accounts,
    VendorCapabilities Capabilities,
    LoadedLinks Links);
