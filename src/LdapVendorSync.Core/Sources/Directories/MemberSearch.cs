using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>
/// A search that describes members of a group (<c>memberURL</c>), or why it cannot be run. The attributes that the URL asks for say nothing
/// about who is a member.
/// </summary>
/// <param name="Url">The search; <see langword="null"/> where there is a gap.</param>
/// <param name="Gap">Why it cannot be run; <see langword="null"/> where it can.</param>
internal sealed record MemberSearch(LdapUrl? Url, ReadReason? Gap)
{
    /// <summary>The searches of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="isOurs">Whether a URL with a host means the directory that the group is in.</param>
    public static IEnumerable<MemberSearch> Of(DirectoryGroup group, Func<LdapUrl, bool> isOurs) =>
        group.MemberUrls.Select(text => Read(group, text, isOurs));

    /// <summary>A gap in what is known of a group's members.</summary>
    public static ReadReason NotKnown(DirectoryGroup group, string url, string why, ReadReasonKind kind = ReadReasonKind.UnsupportedMember) =>
        new(
            kind,
            HoldScope.Mapping,
            $"'{group.Dn}' describes members by the search '{url}' (memberURL), so that they are not known: {why}",
            group.Dn.ToString());

    private static MemberSearch Read(DirectoryGroup group, string text, Func<LdapUrl, bool> isOurs)
    {
        try
        {
            var url = LdapUrl.Parse(text);
            return url.Host is null || isOurs(url)
                ? new MemberSearch(url, null)
                : new MemberSearch(null, NotKnown(group, text, $"it is for another server, '{url.Host}', which is not asked."));
        }
        catch (FormatException error)
        {
            return new MemberSearch(null, NotKnown(group, text, error.Message));
        }
    }
}
