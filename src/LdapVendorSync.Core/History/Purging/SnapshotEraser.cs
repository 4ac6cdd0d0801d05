using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>Takes one person out of snapshots. How many members a group had stays.</summary>
/// <param name="session">The history, in a transaction.</param>
/// <param name="person">The person.</param>
/// <param name="texts">Takes the person out of texts.</param>
internal sealed class SnapshotEraser(SqliteSession session, KnownPerson person, TextEraser texts)
{
    private readonly SnapshotRewriter _snapshots = new(session);
    private readonly HashSet<PersonId> _ids = [.. person.Ids];

    // Only what can be nothing else than a reference to the person: a family name may be somebody else's too.
    private readonly HashSet<string> _references =
        new(person.Names.Where(name => name.Contains('=', StringComparison.Ordinal)), StringComparer.OrdinalIgnoreCase);

    /// <summary>The vendor groups whose source group held the person when it was last read.</summary>
    public IReadOnlyList<string> FindCurrentGroups()
    {
        const string Last = """
            SELECT DISTINCT m.vendor, m.vendor_group, leaves.child
            FROM snapshots s
            JOIN mappings m ON m.id = s.mapping_id
            JOIN snapshot_edges branches ON branches.parent = s.root
            JOIN snapshot_edges leaves ON leaves.parent = branches.child
            WHERE s.side = 'Source' AND s.run_id = (SELECT max(run_id) FROM snapshots l WHERE l.mapping_id = s.mapping_id AND l.side = s.side)
            """;
        var sources = _snapshots.ReadLeaves().Where(owner => !owner.IsVendor).ToLookup(owner => owner.Leaf);
        return [.. session
            .Query(Last, row => (Group: $"{row.Text("vendor")}/{row.Text("vendor_group")}", Leaf: row.Number("child")))
            .Where(row => sources[row.Leaf].Any(owner => _snapshots.ReadMembers(row.Leaf).Exists(member => IsPerson(owner, member))))
            .Select(row => row.Group)
            .Distinct()];
    }

    /// <summary>Takes the person out.</summary>
    /// <returns>How many parts of snapshots told of them.</returns>
    public int Erase()
    {
        var count = _snapshots.RewriteDetails(texts.Erase);
        foreach (var leaf in _snapshots.ReadLeaves().GroupBy(owner => owner.Leaf))
        {
            var members = _snapshots.ReadMembers(leaf.Key);
            var erased = members.ConvertAll(member => leaf.Any(owner => IsPerson(owner, member)) ? Anonymous() : WithoutReferences(member));
            if (_snapshots.TryWrite(leaf.Key, erased))
                count++;
        }

        _snapshots.Complete();
        return count;
    }

    /// <summary>Takes the person out of snapshots of whole systems.</summary>
    /// <returns>How many parts of them told of the person.</returns>
    public int EraseFromSystems() => new SystemEraser(session).Erase(_ids, WithoutReferences, texts.Erase);

    private bool IsPerson(SnapshotRewriter.LeafOwner owner, GroupMember member) =>
        _ids.Contains(new PersonId(owner.IsVendor, owner.System, member.Id));

    private GroupMember WithoutReferences(GroupMember member)
    {
        foreach (var (name, values) in member.Attributes)
        {
            if (values.Any(_references.Contains))
                member = member with { Attributes = Replace(member.Attributes, name, values) };
        }

        return member;
    }

    private Dictionary<string, IReadOnlyList<string>> Replace(
        IReadOnlyDictionary<string, IReadOnlyList<string>> attributes, string name, IReadOnlyList<string> values) =>
        new(attributes, StringComparer.OrdinalIgnoreCase)
        {
            [name] = [.. values.Select(value => _references.Contains(value) ? PersonEraser.Nobody : value)],
        };

    /// <summary>Whether a member stands for somebody who was taken out.</summary>
    public static bool IsErased(GroupMember member) => member.Id.StartsWith($"{PersonEraser.Nobody} ", StringComparison.Ordinal);

    // Within a snapshot ids differ.
    private static GroupMember Anonymous() => new() { Id = $"{PersonEraser.Nobody} {Guid.NewGuid():N}" };
}
