namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>An entry that a group refers to but that cannot be found, or not be read.</summary>
/// <param name="Reference">How the group refers to it.</param>
/// <param name="VendorId">The account of the person last seen behind it, or <see langword="null"/> where no link is known.</param>
/// <param name="IsMissing">
/// Whether it cannot be found, so that it holds for a time of grace; otherwise it could not be asked for or may not be read, and holds as
/// long as that lasts.
/// </param>
public sealed record UnresolvedMember(string Reference, string? VendorId, bool IsMissing);
