namespace LdapVendorSync.Core.Sources;

/// <summary>A source that can be asked about single people, those included whom its settings leave out of every group.</summary>
public interface IPersonLookup
{
    /// <summary>Finds the entries that a text may mean: a DN, an id, a login name, a mail address, a name to show.</summary>
    /// <param name="text">The text; compared as the directory compares it.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>Every entry that fits and is no group; none where nobody fits, or may be seen.</returns>
    /// <exception cref="SourceException">The source could not be asked, or not to the end.</exception>
    Task<IReadOnlyList<PersonEntry>> FindPeopleAsync(string text, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the shortest way by which groups' own lists lead from a group to an entry, whether or not nested groups count and whoever
    /// counts as a person.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="person">The entry, as <see cref="FindPeopleAsync"/> gave it.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>
    /// The way; <see langword="null"/> where no list leads there. People whom a search or a primary group brings in stand in no list.
    /// </returns>
    /// <exception cref="SourceException">The group is not there, or the source could not be asked.</exception>
    Task<ListedWay?> FindWayAsync(GroupReference group, PersonEntry person, CancellationToken cancellationToken);
}

/// <summary>How the lists of groups lead to somebody.</summary>
/// <param name="GroupDistinguishedName">The group that it begins at.</param>
/// <param name="Nested">The DNs of the nested groups on the way; none for somebody whom the group itself lists.</param>
public sealed record ListedWay(string GroupDistinguishedName, IReadOnlyList<string> Nested);
