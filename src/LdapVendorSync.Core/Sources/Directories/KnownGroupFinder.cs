using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>
/// Finds the group that is meant, with what is remembered of it: one that was renamed or moved is found again by its id, and another group
/// that has its name by now is not taken for it without doubt.
/// </summary>
/// <remarks>For directories with DNs; for the other sources <see cref="NamedGroupFinder{TGroup}"/> does the same.</remarks>
internal sealed class KnownGroupFinder(IGroupFinder directory)
{
    /// <summary>Finds the group.</summary>
    /// <exception cref="SourceException">There is none, there are several, it is no group, or the directory cannot say.</exception>
    public async Task<FoundGroup> FindAsync(GroupSelector selector, KnownGroup? known, CancellationToken cancellationToken)
    {
        if (known is null)
            return new FoundGroup(await directory.FindAsync(selector, cancellationToken).ConfigureAwait(false), null);
        try
        {
            var group = await directory.FindAsync(selector, cancellationToken).ConfigureAwait(false);
            return new FoundGroup(group, await CompareAsync(group, known, cancellationToken).ConfigureAwait(false));
        }
        catch (SourceException error) when (error.Failure == SourceFailure.GroupNotFound && !selector.IsFilter)
        {
            return await FindRenamedAsync(selector, known, error, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<FoundGroup> FindRenamedAsync(
        GroupSelector selector, KnownGroup known, SourceException notFound, CancellationToken cancellationToken)
    {
        var group = await directory.FindByIdAsync(known.Id, cancellationToken).ConfigureAwait(false)
            ?? throw new SourceException(
                notFound.Failure,
                $"{notFound.Message} It was last read as '{known.DistinguishedName}'; no group with its id {known.Id} can be seen either.",
                notFound);
        return new FoundGroup(group, new ReadReason(
            ReadReasonKind.GroupRenamed,
            HoldScope.Nothing,
            $"The group '{selector.Name}' was renamed or moved: it was '{known.DistinguishedName}' and is '{group.Dn}' now, by its id "
                + $"{known.Id}. It is read there. Write the new DN into source_group, or into group_dn_map where the old one stands there.",
            group.Dn.ToString()));
    }

    private async Task<ReadReason?> CompareAsync(DirectoryGroup group, KnownGroup known, CancellationToken cancellationToken)
    {
        if (IsSame(group, known))
            return null;
        var isAccepted = known.Successor is { } successor && Has(group, successor);
        var place = await WhereIsAsync(known, cancellationToken).ConfigureAwait(false);
        var fact = $"'{group.Dn}' is another group than before: its id is {group.Id}, that of the last good read was {known.Id}. {place}";
        return isAccepted
            ? new ReadReason(
                ReadReasonKind.GroupRenamed,
                HoldScope.Nothing,
                $"{fact} It has had the name for the time of dangling_grace and is taken for the group that is meant from now on.",
                group.Dn.ToString())
            : new ReadReason(
                ReadReasonKind.GroupReplaced,
                HoldScope.Mapping,
                $"{fact} Removals are held for the time of dangling_grace. {HowToAccept(group)}",
                group.Dn.ToString());
    }

    private async Task<string> WhereIsAsync(KnownGroup known, CancellationToken cancellationToken)
    {
        var group = await directory.FindByIdAsync(known.Id, cancellationToken).ConfigureAwait(false);
        return group is null
            ? $"The group that was '{known.DistinguishedName}' cannot be seen any more."
            : $"The group that was '{known.DistinguishedName}' is '{group.Dn}' now.";
    }

    private static string HowToAccept(DirectoryGroup group) => group.Ids is [var id, ..]
        ? $"To accept the new group at once, set source_group to {id.ToFilter()}."
        : "To accept the new group at once, name it in another way, such as by a filter.";

    private static bool IsSame(DirectoryGroup group, KnownGroup known) => Has(group, known.Id)
        || (group.Ids.Count == 0 && DistinguishedName.TryParse(known.DistinguishedName, out var dn) && dn.Equals(group.Dn));

    private static bool Has(DirectoryGroup group, string id) => group.Id == id || group.Ids.Any(known => known.Value == id);
}

/// <summary>The group that is meant.</summary>
/// <param name="Group">The group.</param>
/// <param name="Reason">What is to be said of how it was found; <see langword="null"/> where it was found under its name, as before.</param>
internal sealed record FoundGroup(DirectoryGroup Group, ReadReason? Reason);
