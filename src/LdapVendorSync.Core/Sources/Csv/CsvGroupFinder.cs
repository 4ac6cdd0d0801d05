using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>
/// Finds the group that is meant, with what is remembered of it: one that was renamed is found again by its id, and another group that has its
/// name by now is not taken for it without doubt.
/// </summary>
internal sealed class CsvGroupFinder(CsvGroups groups, string source)
{
    /// <summary>Finds the group, and what is to be said of how it was found.</summary>
    /// <exception cref="SourceException">There is none, or there are several.</exception>
    public (CsvGroup Group, ReadReason? Reason) Find(GroupReference reference)
    {
        switch (groups.Find(reference.Name))
        {
            case [var group]:
                return (group, reference.Known is { } known ? Compare(group, known) : null);
            case []:
                return reference.Known is { } remembered && groups.FindById(remembered.Id) is { } renamed
                    ? (renamed, Renamed(reference.Name, renamed))
                    : throw Fail(SourceFailure.GroupNotFound, $"there is no group '{reference.Name}': no row lists or names it.");
            case var several:
                var ids = string.Join(", ", several.Select(group => $"'{group.Id}'"));
                throw Fail(
                    SourceFailure.GroupAmbiguous, $"'{reference.Name}' is the name of {several.Count} groups. Give the id of the one that is meant: {ids}.");
        }
    }

    private static ReadReason Renamed(string name, CsvGroup group) => new(
        ReadReasonKind.GroupRenamed,
        HoldScope.Nothing,
        $"The group '{name}' was renamed: it is '{group.Name}' now, by its id {group.Id}. It is read there. Write the new name into source_group.",
        group.Name);

    // A group that was only named before, or is now, has no id to compare.
    private static ReadReason? Compare(CsvGroup group, KnownGroup known)
    {
        if (group.StableId is null || Same(group.StableId, known.Id))
            return null;
        var fact = $"'{group.Name}' is another group than before: its id is {group.StableId}, that of the last good read was {known.Id}.";
        return known.Successor is { } successor && Same(group.StableId, successor)
            ? new ReadReason(
                ReadReasonKind.GroupRenamed,
                HoldScope.Nothing,
                $"{fact} It has had the name for the time of dangling_grace and is taken for the group that is meant from now on.",
                group.Name)
            : new ReadReason(
                ReadReasonKind.GroupReplaced,
                HoldScope.Mapping,
                $"{fact} Removals are held for the time of dangling_grace. To accept the new group at once, set source_group to its id.",
                group.Name);
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private SourceException Fail(SourceFailure failure, string message) => new(failure, $"Source '{source}': {message}");
}
