using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>Somebody of a source group who is no member, because an excluded group has them.</summary>
/// <param name="Person">The person, as the source group has them, in the vendor's terms.</param>
/// <param name="Group">The excluded group; the first one of several.</param>
public sealed record ExcludedPerson(GroupMember Person, ExceptSettings Group);
