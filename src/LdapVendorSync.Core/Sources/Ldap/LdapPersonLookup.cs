using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Looks single people up on a server. Which part of a filter does not hold is asked of the server itself, whose rules decide.
/// </summary>
internal sealed class LdapPersonLookup(LdapDirectory directory, LdapServer server)
{
    private const string Purpose = "look-up of a person";
    private const string MemberUid = "memberUid";
    private const string UserId = "uid";

    /// <inheritdoc cref="IPersonLookup.FindPeopleAsync" />
    public async Task<IReadOnlyList<PersonEntry>> FindAsync(string text, CancellationToken cancellationToken)
    {
        var found = new Dictionary<DistinguishedName, DirectoryEntry>();
        foreach (var request in Requests(text))
        {
            var response = await directory.Session.SearchAsync(request, Purpose, cancellationToken).ConfigureAwait(false);
            if (response.Result.Code is not (LdapResultCode.Success or LdapResultCode.NoSuchObject or LdapResultCode.InvalidDnSyntax))
                throw Fail(LdapFault.Classify(response.Result.Code), $"the search for '{text}' ended with {response.Result}.");
            foreach (var entry in response.Entries.Select(entry => entry.ToDirectoryEntry()).Where(entry => !EntryClasses.IsGroup(entry)))
                found.TryAdd(entry.Dn, entry);
        }

        var people = new List<PersonEntry>();
        foreach (var entry in found.Values)
            people.Add(await DescribeAsync(entry, cancellationToken).ConfigureAwait(false));
        return people;
    }

    /// <inheritdoc cref="IPersonLookup.FindWayAsync" />
    public async Task<ListedWay?> FindWayAsync(DirectoryGroup root, DistinguishedName person, CancellationToken cancellationToken)
    {
        var userIds = await ReadUserIdsAsync(person, cancellationToken).ConfigureAwait(false);
        if (root.Members.Any(member => Means(member, person, userIds)))
            return new ListedWay(root.Dn.ToString(), []);
        var finder = new GroupWayFinder(group => FindListingAsync(group, [], cancellationToken));
        return await finder
            .FindAsync(root, await FindListingAsync(person, userIds, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    private static bool Means(MemberReference member, DistinguishedName person, IReadOnlyList<string> userIds) =>
        member.UserId is { } userId ? userIds.Contains(userId, StringComparer.OrdinalIgnoreCase) : person.Equals(member.Dn);

    // The groups whose own lists name an entry; a posixGroup lists people by uid.
    private async Task<IReadOnlyList<DistinguishedName>> FindListingAsync(
        DistinguishedName dn, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        var attributes = directory.Settings.MemberAttributes ?? directory.Profile.Dialect.MemberAttributes;
        var lists = attributes.SelectMany(attribute => attribute.Equals(MemberUid, StringComparison.OrdinalIgnoreCase)
            ? userIds.Select(userId => LdapFilter.Equality(attribute, userId))
            : [LdapFilter.Equality(attribute, dn.ToString())]);
        var filter = LdapFilter.And(directory.Profile.IsGroup, LdapFilter.Or(lists));
        var groups = new List<DistinguishedName>();
        foreach (var tree in server.Roots.Count > 0 ? server.Roots : directory.GroupBases(server, Purpose))
        {
            var request = LdapDirectory.Subtree(server, tree, filter, [LdapSearchRequest.NoAttributes]);
            var response = await directory.Session
                .SearchPagedAsync(request, directory.Settings.PageSize, Purpose, cancellationToken)
                .ConfigureAwait(false);
            if (!response.Result.IsSuccess)
                throw Fail(LdapFault.Classify(response.Result.Code), $"the search for the groups of '{dn}' ended with {response.Result}.");
            groups.AddRange(response.Entries.Select(entry => entry.ToDirectoryEntry().Dn));
        }

        return groups;
    }

    private async Task<IReadOnlyList<string>> ReadUserIdsAsync(DistinguishedName dn, CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(dn.ToString(), UserId);
        var response = await directory.Session.SearchAsync(request, Purpose, cancellationToken).ConfigureAwait(false);
        return [.. response.Entries.SelectMany(entry => entry.ToDirectoryEntry().Texts(UserId))];
    }

    // Somebody whom user_base_dn leaves out is to be found too, so that the whole of their tree is searched.
    private IEnumerable<LdapSearchRequest> Requests(string text)
    {
        string[] attributes = [.. directory.People.Attributes.Union(directory.OtherAttributes(server), StringComparer.OrdinalIgnoreCase)];
        if (DistinguishedName.TryParse(text, out var dn) && !dn.IsRoot)
            return [LdapSearchRequest.ForEntry(dn.ToString(), attributes)];
        var filter = PersonSearch.FilterFor(text, directory.Profile.Fields);
        return directory.UserBases(server, Purpose)
            .Select(tree => server.ContextOf(tree) ?? tree)
            .Distinct()
            .Select(tree => LdapDirectory.Subtree(server, tree, filter, attributes));
    }

    private async Task<PersonEntry> DescribeAsync(DirectoryEntry entry, CancellationToken cancellationToken)
    {
        var matches = await MatchesAsync(entry.Dn, directory.UserFilter, cancellationToken).ConfigureAwait(false);
        var failed = matches
            ? []
            : await FilterExplainer
                .FindFailedAsync(directory.UserFilter, part => MatchesAsync(entry.Dn, part, cancellationToken))
                .ConfigureAwait(false);
        var bases = directory.UserBases(server, Purpose);
        return new PersonEntry
        {
            Source = directory.Settings.Name,
            Person = directory.People.Map(entry),
            NonPerson = NonPersonEntry.Of(entry)?.Kind,
            OutsideOf = bases.Any(tree => entry.Dn.IsWithin(tree)) ? null : string.Join("', '", bases),
            UserFilter = directory.Profile.UserFilterText,
            MatchesFilter = matches,
            FailedTerms = [.. failed.Select(part => FilterExplainer.Describe(part, entry))],
        };
    }

    private async Task<bool> MatchesAsync(DistinguishedName dn, LdapFilter filter, CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(dn.ToString(), LdapSearchRequest.NoAttributes) with { Filter = filter };
        var response = await directory.Session.SearchAsync(request, Purpose, cancellationToken).ConfigureAwait(false);
        return response.Result.IsSuccess
            ? response.Entries.Count > 0
            : throw Fail(LdapFault.Classify(response.Result.Code), $"'{dn}' could not be tried against {filter}: {response.Result}.");
    }

    private SourceException Fail(SourceFailure failure, string reason) => directory.Session.Fail(failure, Purpose, reason);
}
