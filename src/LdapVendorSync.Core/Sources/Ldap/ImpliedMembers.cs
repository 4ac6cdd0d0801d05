using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Finds members whom a group's list does not have: those whom its searches describe (<c>memberURL</c>), and on Active Directory those who
/// have it as their primary group. They become references like those of the list, so that the same rules decide what each of them means.
/// </summary>
/// <remarks>
/// A server that expands <c>memberURL</c> itself lists the same members; asking again changes nothing then. For these searches it is not
/// enough to come far: whoever they do not bring would look like somebody who left, so anything but success leaves a gap.
/// </remarks>
internal sealed class ImpliedMembers(LdapDirectory directory, LdapServer server, string purpose)
{
    private const string PrimaryGroupId = "primaryGroupID";
    private static readonly int[] StandardPorts = [389, 636];

    public async Task<DirectoryGroup> AddToAsync(DirectoryGroup group, CancellationToken cancellationToken)
    {
        foreach (var search in MemberSearch.Of(group, IsOurs))
        {
            group = search.Url is { } url
                ? await SearchAsync(group, url, cancellationToken).ConfigureAwait(false)
                : group.With([], [search.Gap!]);
        }

        return server.IsActiveDirectory && group.PrimaryGroupToken is { } token
            ? await SearchPrimaryAsync(group, token, cancellationToken).ConfigureAwait(false)
            : group;
    }

    /// <summary>Matches the people who have a group as their primary one.</summary>
    public static LdapFilter HasPrimaryGroup(uint token) =>
        LdapFilter.Equality(PrimaryGroupId, token.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private Task<DirectoryGroup> SearchAsync(DirectoryGroup group, LdapUrl url, CancellationToken cancellationToken)
    {
        var request = LdapDirectory.Subtree(server, url.BaseDn, url.Filter, [LdapSearchRequest.NoAttributes]) with { Scope = url.Scope };
        return SearchAsync(group, request, $"describes members by a search {url.Filter} below '{url.BaseDn}' (memberURL)", cancellationToken);
    }

    private async Task<DirectoryGroup> SearchPrimaryAsync(DirectoryGroup group, uint token, CancellationToken cancellationToken)
    {
        const string What = "is the primary group of people (primaryGroupID)";

        // The number tells the groups of one domain apart, not those of several.
        if ((server.ContextOf(group.Dn) ?? server.DefaultNamingContext) is not { } domain)
            return group.With([], [Gap(group, What, "the server does not say where its domain is.", ReadReasonKind.NotProved)]);
        var request = LdapDirectory.Subtree(server, domain, HasPrimaryGroup(token), [LdapSearchRequest.NoAttributes]);
        return await SearchAsync(group, request, What, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DirectoryGroup> SearchAsync(
        DirectoryGroup group, LdapSearchRequest request, string what, CancellationToken cancellationToken)
    {
        var response = await directory.Session
            .SearchPagedAsync(request, directory.Settings.PageSize, purpose, cancellationToken)
            .ConfigureAwait(false);
        var gaps = new List<ReadReason>();
        if (!response.Result.IsSuccess)
            gaps.Add(Gap(group, what, $"the search ended with {response.Result}.", LdapFault.KindOf(response.Result.Code)));
        foreach (var reference in response.References)
            gaps.Add(Gap(group, what, $"a part is on another server, which is not asked: {reference}.", ReadReasonKind.Referral));
        return group.With(response.Entries.Select(entry => MemberReference.To(entry.ToDirectoryEntry().Dn)), gaps);
    }

    private bool IsOurs(LdapUrl url) => directory.Settings.ServerUrls.Any(own =>
        own.IdnHost.Trim('[', ']').Equals(url.Host, StringComparison.OrdinalIgnoreCase)
        && (url.Port is not { } port || port == own.Port || StandardPorts.Contains(port)));

    private static ReadReason Gap(DirectoryGroup group, string what, string why, ReadReasonKind kind) =>
        new(kind, HoldScope.Mapping, $"'{group.Dn}' {what}, and not all of them are known: {why}", group.Dn.ToString());
}
