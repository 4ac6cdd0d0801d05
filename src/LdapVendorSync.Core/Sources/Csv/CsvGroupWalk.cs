using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>Goes through a group and, where they count, through those nested in it: each group and each person once, by the shortest way.</summary>
internal sealed class CsvGroupWalk(CsvDirectory directory, CsvSourceSettings settings, GroupReadRecorder recorder, GroupReference reference)
{
    private const int NamedInSummary = 5;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _ignored = [];
    private readonly HashSet<string> _filledBefore = new(
        reference.NestedMayBeEmpty ? [] : reference.KnownNested.Where(group => group.NamesMembers).Select(group => group.Id),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Yields everybody who is in the group.</summary>
    public IEnumerable<GroupMember> Read(CsvGroup root)
    {
        recorder.GroupId = root.StableId;
        var recurse = reference.Recurse ?? settings.Recurse;
        foreach (var (group, path) in Ways(root))
        {
            if (path.Count > 0 && !recurse)
            {
                if (path.Count == 1)
                    ReportNotFollowed(group);
                continue;
            }

            Note(group, path);
            foreach (var member in Members(group))
                yield return member with { GroupPath = path };
        }

        ReportIgnored();
        recorder.MarkProved();
    }

    /// <summary>Everybody, as one group.</summary>
    public IEnumerable<GroupMember> ReadEverybody()
    {
        ReportWithoutId("the file", directory.LinesWithoutId);
        foreach (var doubt in directory.Doubts.Values)
            ReportDoubt(doubt);
        foreach (var person in directory.People.Values)
            yield return person;
        recorder.MarkProved();
    }

    /// <summary>The shortest way by which lists lead from a group to a person; <see langword="null"/> where none does.</summary>
    public static ListedWay? FindWay(CsvGroup root, string person) => Ways(root)
        .Where(way => way.Group.Members.Contains(person))
        .Select(way => new ListedWay(root.Name, way.Path))
        .FirstOrDefault();

    // Level by level, so that the first way to a group is the shortest.
    private static IEnumerable<(CsvGroup Group, IReadOnlyList<string> Path)> Ways(CsvGroup root)
    {
        var known = new HashSet<CsvGroup> { root };
        var open = new Queue<(CsvGroup Group, IReadOnlyList<string> Path)>([(root, [])]);
        while (open.TryDequeue(out var way))
        {
            yield return way;
            foreach (var nested in way.Group.Nested.Where(known.Add))
                open.Enqueue((nested, [.. way.Path, nested.Name]));
        }
    }

    private IEnumerable<GroupMember> Members(CsvGroup group)
    {
        ReportWithoutId($"'{group.Name}'", group.LinesWithoutId);
        foreach (var id in group.Members.Where(_seen.Add))
        {
            if (directory.People.TryGetValue(id, out var person))
                yield return person;
            else if (directory.Doubts.TryGetValue(id, out var doubt))
                ReportDoubt(doubt);
            else
                ReportUnknown(group, id);
        }
    }

    private void Note(CsvGroup group, IReadOnlyList<string> path)
    {
        recorder.NoteGroup(new ReadGroup(group.Name, group.Id) { NamesMembers = group.NamesMembers });
        if (path.Count > 0 && !group.NamesMembers && _filledBefore.Contains(group.Id))
            recorder.Report(new ReadReason(
                ReadReasonKind.NestedGroupUnreadable,
                HoldScope.Mapping,
                $"The nested group '{group.Name}' has no members, and was not empty when last read. If it is meant to be empty, "
                    + "allow_empty_source: true on each mapping of the source group lifts this.",
                group.Name));
    }

    private void ReportNotFollowed(CsvGroup group) => recorder.Report(new ReadReason(
        ReadReasonKind.UnsupportedMember,
        HoldScope.Nothing,
        $"'{group.Name}' is a group; its members do not count, because nested groups are not followed (recurse: false).",
        group.Name));

    private void ReportWithoutId(string where, List<int> lines)
    {
        if (lines.Count > 0)
            recorder.Report(new ReadReason(
                ReadReasonKind.HiddenMember,
                HoldScope.Mapping,
                $"{settings.File}, {Lines(lines)}: no id, so that it is not known who else is in {where}."));
    }

    // There for all that is known: no time of grace ends this.
    private void ReportDoubt(CsvDoubt doubt)
    {
        foreach (var reference in doubt.References)
            recorder.Report(new ReadReason(ReadReasonKind.HiddenMember, HoldScope.Person, doubt.Message, reference));
    }

    private void ReportUnknown(CsvGroup group, string id)
    {
        // Somebody's row is there, but does not say whose it is.
        if (directory.LinesWithoutId.Count > 0)
            recorder.Report(new ReadReason(
                ReadReasonKind.HiddenMember,
                HoldScope.Person,
                $"'{group.Name}' has '{id}', who has no row, unless one of those without id: {settings.File}, {Lines(directory.LinesWithoutId)}.",
                id));
        else if (settings.DanglingMembers == DanglingMembers.Ignore)
            _ignored.Add(id);
        else
            recorder.Report(new ReadReason(
                ReadReasonKind.DanglingMember, HoldScope.Person, $"'{group.Name}' has '{id}', who has no row in '{settings.File}'.", id));
    }

    private void ReportIgnored()
    {
        if (_ignored.Count > 0)
            recorder.Report(new ReadReason(
                ReadReasonKind.DanglingMember,
                HoldScope.Nothing,
                $"Members without a row are ignored (dangling_members: ignore): {First(_ignored.Select(id => $"'{id}'"), _ignored.Count)}."));
    }

    private static string Lines(List<int> lines) => (lines.Count == 1 ? "line " : "lines ") + First(lines, lines.Count);

    private static string First<T>(IEnumerable<T> items, int count) =>
        string.Join(", ", items.Take(NamedInSummary)) + (count > NamedInSummary ? $" and {count - NamedInSummary} more" : string.Empty);
}
