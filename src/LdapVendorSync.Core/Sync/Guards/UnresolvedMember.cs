namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>An entry that a group refers to but that cannot be found.</summary>
/// <param name="Reference">How the group refers to it.</param>
/// <param name="VendorId">The account of the person last seen behind it, or <see langword="null"/> where no link is known.</param>
public sealed record UnresolvedMember(string Reference, string? VendorId);
