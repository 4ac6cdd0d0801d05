using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>What was seen of an account when it was looked for.</summary>
/// <param name="Account">The account as it is now; <see langword="null"/> where it was not found.</param>
/// <param name="Missing">Why it was not found, in half a sentence.</param>
/// <param name="Error">Why it could not be looked for.</param>
internal sealed record AccountSighting(GroupMember? Account, string? Missing = null, VendorException? Error = null);
