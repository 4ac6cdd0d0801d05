using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources;

/// <summary>
/// Finds the group that is meant, with what is remembered of it: one that was renamed is found again by its id, and another group that has
/// its name by now is not taken for it without doubt.
/// </summary>
/// <remarks>
/// For sources whose groups have one id and a name that several may share. <see cref="Directories.KnownGroupFinder"/> does the same where
/// groups have DNs: those move, and one group has several ids.
/// </remarks>
/// <param name="source">The name of the source.</param>
/// <param name="find">The groups that a text means.</param>
/// <param name="findById">The group with an id.</param>
internal sealed class NamedGroupFinder<TGroup>(
    string source,
    Func<string, CancellationToken, Task<IReadOnlyList<TGroup>>> find,
    Func<string, CancellationToken, Task<TGroup?>> findById)
    where TGroup : class, INamedGroup
{
    /// <summary>How ids are compared.</summary>
    public StringComparer Ids { get; init; } = StringComparer.Ordinal;

    /// <summary>Why a group may not be found, as the message about it goes on.</summary>
    public required string Absence { get; init; }

    /// <summary>Finds the group, and what is to be said of how it was found.</summary>
    /// <exception cref="SourceException">There is none, or there are several.</exception>
    public async Task<(TGroup Group, ReadReason? Reason)> FindAsync(GroupReference reference, CancellationToken cancellationToken)
    {
        switch (await find(reference.Name, cancellationToken).ConfigureAwait(false))
        {
            case [var group]:
                return (group, reference.Known is { } known ? Compare(group, known) : null);
            case []:
                return await FindRenamedAsync(reference, cancellationToken).ConfigureAwait(false);
            case var several:
                var ids = string.Join(", ", several.Select(group =>
                    group.Label == reference.Name || group.Label == group.Id ? $"'{group.Id}'" : $"'{group.Id}' ({group.Label})"));
                throw Fail(
                    SourceFailure.GroupAmbiguous,
                    $"'{reference.Name}' is the name of {several.Count} groups. Give the id of the one that is meant: {ids}.");
        }
    }

    private async Task<(TGroup, ReadReason?)> FindRenamedAsync(GroupReference reference, CancellationToken cancellationToken)
    {
        if (reference.Known is not { } known)
            throw Fail(SourceFailure.GroupNotFound, $"there is no group '{reference.Name}'{Absence}.");
        return await findById(known.Id, cancellationToken).ConfigureAwait(false) is { } renamed
            ? (renamed, Renamed(reference.Name, renamed))
            : throw Fail(
                SourceFailure.GroupNotFound,
                $"there is no group '{reference.Name}'{Absence}. There is none either with the id {known.Id} that it had when last read.");
    }

    private static ReadReason Renamed(string name, TGroup group) => new(
        ReadReasonKind.GroupRenamed,
        HoldScope.Nothing,
        $"The group '{name}' was renamed: it is '{group.Label}' now, by its id {group.Id}. It is read there. Write the new name into source_group.",
        group.Label);

    // A group that was only named before, or is now, has no id to compare.
    private ReadReason? Compare(TGroup group, KnownGroup known)
    {
        if (group.StableId is not { } id || Ids.Equals(id, known.Id))
            return null;
        var fact = $"'{group.Label}' is another group than before: its id is {id}, that of the last good read was {known.Id}.";
        return Ids.Equals(id, known.Successor)
            ? new ReadReason(
                ReadReasonKind.GroupRenamed,
                HoldScope.Nothing,
                $"{fact} It has had the name for the time of dangling_grace and is taken for the group that is meant from now on.",
                group.Label)
            : new ReadReason(
                ReadReasonKind.GroupReplaced,
                HoldScope.Mapping,
                $"{fact} Removals are held for the time of dangling_grace. To accept the new group at once, set source_group to its id.",
                group.Label);
    }

    private SourceException Fail(SourceFailure failure, string message) => new(failure, $"Source '{source}': {message}");
}
