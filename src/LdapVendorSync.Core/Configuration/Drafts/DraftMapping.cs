namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>A mapping of a draft.</summary>
/// <param name="SourceGroup">The source group: a name, a DN, <c>*</c> for everybody.</param>
/// <param name="VendorGroup">The vendor group that follows it.</param>
public sealed record DraftMapping(string SourceGroup, string VendorGroup);
