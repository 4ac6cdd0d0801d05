using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Ldif;

/// <summary>Looks single people up in a file.</summary>
internal sealed class LdifPersonLookup(LdifDirectory directory, string source)
{
    /// <inheritdoc cref="IPersonLookup.FindPeopleAsync" />
    public async Task<IReadOnlyList<PersonEntry>> FindAsync(string text)
    {
        var people = new List<PersonEntry>();
        foreach (var entry in Entries(text).Where(entry => !EntryClasses.IsGroup(entry)))
            people.Add(await DescribeAsync(entry).ConfigureAwait(false));
        return people;
    }

    /// <inheritdoc cref="IPersonLookup.FindWayAsync" />
    public Task<ListedWay?> FindWayAsync(DirectoryGroup root, DistinguishedName person)
    {
        var userIds = directory.FindEntry(person)?.Texts("uid").ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        if (root.Members.Any(member => Means(member, person, userIds)))
            return Task.FromResult<ListedWay?>(new ListedWay(root.Dn.ToString(), []));

        var groups = directory.AllGroups.ToList();
        IReadOnlyList<DistinguishedName> Listing(Func<MemberReference, bool> means) =>
            [.. groups.Where(group => group.Members.Any(means)).Select(group => group.Dn)];

        var finder = new GroupWayFinder(dn => Task.FromResult(Listing(member => dn.Equals(member.Dn))));
        return finder.FindAsync(root, Listing(member => Means(member, person, userIds)));
    }

    private static bool Means(MemberReference member, DistinguishedName person, HashSet<string> userIds) =>
        member.UserId is { } userId ? userIds.Contains(userId) : person.Equals(member.Dn);

    private IEnumerable<DirectoryEntry> Entries(string text)
    {
        if (DistinguishedName.TryParse(text, out var dn) && !dn.IsRoot)
            return directory.FindEntry(dn) is { } entry ? [entry] : [];
        var matcher = new FilterMatcher(PersonSearch.FilterFor(text, directory.Profile.Fields));
        return directory.Entries.Where(matcher.Matches);
    }

    private async Task<PersonEntry> DescribeAsync(DirectoryEntry entry)
    {
        var filter = directory.Profile.UserFilter;
        var matches = Matches(filter, entry);
        var failed = matches
            ? []
            : await FilterExplainer.FindFailedAsync(filter, part => Task.FromResult(Matches(part, entry))).ConfigureAwait(false);
        return new PersonEntry
        {
            Source = source,
            Person = directory.Profile.People.Map(entry),
            NonPerson = NonPersonEntry.Of(entry)?.Kind,
            OutsideOf = entry.Dn.IsWithin(directory.UserBase) ? null : directory.UserBase.ToString(),
            UserFilter = directory.Profile.UserFilterText,
            MatchesFilter = matches,
            FailedTerms = [.. failed.Select(part => FilterExplainer.Describe(part, entry))],
        };
    }

    private static bool Matches(LdapFilter filter, DirectoryEntry entry) => new FilterMatcher(filter).Matches(entry);
}
