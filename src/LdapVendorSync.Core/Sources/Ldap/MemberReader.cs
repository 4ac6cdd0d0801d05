using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Reads one entry by its name, and says what a group's reference to it means, or why that cannot be said.</summary>
internal sealed class MemberReader(LdapDirectory directory, LdapServer server, string purpose)
{
    private readonly IReadOnlyList<DistinguishedName> _userBases = directory.UserBases(server, purpose);
    private readonly IReadOnlyList<string> _attributes = directory.OtherAttributes(server);

    public async Task<(ResolvedMember? Resolved, ReadReason? Reason)> ReadAsync(
        MemberReference member, DirectoryGroup group, CancellationToken cancellationToken)
    {
        if (member.Dn is not { } dn)
            return (new ResolvedMember.Missing(member, group, "the value is no valid DN (RFC 4514)."), null);

        var any = await ReadAsync(dn, LdapFilter.MatchAll, _attributes, cancellationToken).ConfigureAwait(false);
        if (any.Entries is not [var found])
            return Explain(member, group, any.Result);
        var entry = found.ToDirectoryEntry();
        if (EntryClasses.IsGroup(entry))
            return (new ResolvedMember.NestedGroup(dn, group), null);
        var isWithin = _userBases.Any(dn.IsWithin);
        var leftOut = ResolvedMember.NoPerson(member, entry, group, isWithin ? directory.FilterDoubt.Of(entry) : []);
        return isWithin
            ? await ReadPersonAsync(member, group, dn, leftOut, cancellationToken).ConfigureAwait(false)
            : (leftOut, null);
    }

    private async Task<(ResolvedMember?, ReadReason?)> ReadPersonAsync(
        MemberReference member,
        DirectoryGroup group,
        DistinguishedName dn,
        ResolvedMember otherwise,
        CancellationToken cancellationToken)
    {
        var person = await ReadAsync(dn, directory.UserFilter, directory.People.Attributes, cancellationToken).ConfigureAwait(false);
        if (person.Entries is [var entry])
            return (new ResolvedMember.Person(entry.ToDirectoryEntry(), group), null);
        return person.Result.IsSuccess ? (otherwise, null) : Explain(member, group, person.Result);
    }

    private Task<LdapSearchResponse> ReadAsync(
        DistinguishedName dn, LdapFilter filter, IReadOnlyList<string> attributes, CancellationToken cancellationToken) =>
        directory.Session.SearchAsync(
            LdapSearchRequest.ForEntry(dn.ToString(), attributes) with { Filter = filter }, purpose, cancellationToken);

    private (ResolvedMember?, ReadReason?) Explain(MemberReference member, DirectoryGroup group, LdapResult result)
    {
        var who = $"'{member}', a member of '{group.Dn}',";
        return result.Code switch
        {
            LdapResultCode.Success => (new ResolvedMember.Hidden(member, group, "the server finds it, but does not show it."), null),
            LdapResultCode.InsufficientAccessRights =>
                (new ResolvedMember.Hidden(member, group, $"the server answers {result}."), null),
            LdapResultCode.NoSuchObject or LdapResultCode.InvalidDnSyntax =>
                (new ResolvedMember.Missing(member, group, $"the server answers {result}."), null),
            LdapResultCode.Referral => (null, ReferredMember.Explain(directory, who, member, $"{result}")),
            _ => (null, new ReadReason(
                LdapFault.KindOf(result.Code), HoldScope.Mapping, $"{who} could not be read: {result}.", member.Text)),
        };
    }
}
