using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Says why nothing is known of a member that is, or may be, on another server.</summary>
internal static class ReferredMember
{
    /// <summary>The reason: of its own kind where the settings forbid to ask, an error where asking failed.</summary>
    /// <param name="directory">Whether referrals are followed.</param>
    /// <param name="who">The member and its group, for the message.</param>
    /// <param name="member">The reference.</param>
    /// <param name="where">What the server answered.</param>
    public static ReadReason Explain(LdapDirectory directory, string who, MemberReference member, string where) =>
        directory.Settings.Referrals == ReferralHandling.Follow
            ? new ReadReason(
                ReadReasonKind.Error, HoldScope.Mapping, $"{who} may be on another server, which could not be asked: {where}.", member.Text)
            : new ReadReason(
                ReadReasonKind.Referral, HoldScope.Person, $"{who} may be on another server, which is not asked: {where}.", member.Text);
}
