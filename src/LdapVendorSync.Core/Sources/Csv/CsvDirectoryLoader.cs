using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>Reads the files of a source to their ends, the groups first: they say what the others mean by a name.</summary>
internal sealed class CsvDirectoryLoader(CsvSourceSettings settings, CsvFormat format)
{
    private readonly CsvDirectory _directory = new();
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Reads the files.</summary>
    /// <exception cref="CsvException">A file is no CSV, damaged, or lacks columns or rows.</exception>
    /// <exception cref="IOException">A file cannot be read, or was written meanwhile.</exception>
    public async Task<CsvDirectory> LoadAsync(CancellationToken cancellationToken)
    {
        string?[] files = [settings.GroupsFile, settings.File, settings.MembershipsFile];
        var stamps = files.OfType<string>().Select(FileStamp.Of).ToList();
        if (settings.GroupsFile is { } groups)
            await ReadGroupsAsync(groups, cancellationToken).ConfigureAwait(false);
        var people = await CsvFile.ReadAsync(settings.File, format, TakePeople, cancellationToken).ConfigureAwait(false);
        RequireRows(settings.File, people, settings.MinRows, "min_rows");
        if (settings.MembershipsFile is { } memberships)
        {
            var count = await CsvFile.ReadAsync(memberships, format, TakeMemberships, cancellationToken).ConfigureAwait(false);
            RequireRows(memberships, count, settings.MembershipsMinRows, "memberships_min_rows");
        }

        // At the end, as files that belong together are written together.
        foreach (var stamp in stamps)
            stamp.RequireUnchanged();
        return _directory;
    }

    private static void RequireRows(string file, int count, int least, string setting)
    {
        if (count < least)
            throw new CsvException(file, 1, $"the file has {count} rows after the header, and is to have {least} at least ({setting}).");
    }

    private async Task ReadGroupsAsync(string file, CancellationToken cancellationToken)
    {
        var parents = new List<(CsvGroup Group, string Parent, int Line)>();
        await CsvFile.ReadAsync(file, format, header => TakeGroups(header, parents), cancellationToken).ConfigureAwait(false);
        foreach (var (group, parent, line) in parents)
        {
            var nested = _directory.Groups.Named(parent, file, line).Nested;
            if (!nested.Contains(group))
                nested.Add(group);
        }
    }

    private Action<CsvRow> TakeGroups(CsvHeader header, List<(CsvGroup Group, string Parent, int Line)> parents)
    {
        var id = header.Require(settings.GroupsIdColumn, "groups_id_column");
        var name = header.Require(settings.GroupsNameColumn, "groups_name_column");
        var parent = header.Find(settings.GroupsParentColumn, "parent", "groups_parent_column");
        return row =>
        {
            var groupId = row[id] ?? throw Missing(header, row, id);
            var group = _directory.Groups.Add(row[name] ?? throw Missing(header, row, name), groupId)
                ?? throw new CsvException(header.File, row.Line, $"another group has the id '{groupId}' as well.");
            parents.AddRange(Split(row[parent]).Select(text => (group, text, row.Line)));
        };
    }

    private Action<CsvRow> TakePeople(CsvHeader header)
    {
        var mapper = new CsvPersonMapper(header, settings);
        return row =>
        {
            var groups = Split(row[mapper.Groups]).Select(name => _directory.Groups.Named(name, header.File, row.Line)).ToList();
            if (mapper.IdOf(row) is not { } id)
            {
                _directory.LinesWithoutId.Add(row.Line);
                groups.ForEach(group => group.LinesWithoutId.Add(row.Line));
                return;
            }

            groups.ForEach(group => group.Members.Add(id));
            if (!_lines.TryAdd(id, row.Line))
                DoubtBoth(id, mapper.Map(row), $"{header.File}, lines {_lines[id]} and {row.Line}: both rows have the id '{id}'. Give each person one row and an id of their own.");
            else if (mapper.FindFault(row) is { } fault)
                Doubt(id, $"{header.File}, line {row.Line}: {fault}", [id]);
            else
                _directory.People.Add(id, mapper.Map(row));
        };
    }

    // One of the rows may be that of another person, under a mistyped id.
    private void DoubtBoth(string id, GroupMember second, string message)
    {
        _directory.People.Remove(id, out var first);
        Doubt(id, message, new[] { id, first?.UserName, second.UserName }.OfType<string>());
    }

    private void Doubt(string id, string message, IEnumerable<string> references)
    {
        _directory.Doubts.TryAdd(id, new CsvDoubt(message));
        _directory.Doubts[id].References.UnionWith(references);
    }

    private Action<CsvRow> TakeMemberships(CsvHeader header)
    {
        var group = header.Require(settings.MembershipsGroupColumn, "memberships_group_column");
        var member = header.Require(settings.MembershipsMemberColumn, "memberships_member_column");
        return row => _directory.Groups
            .Named(row[group] ?? throw Missing(header, row, group), header.File, row.Line)
            .Members.Add(row[member] ?? throw Missing(header, row, member));
    }

    private string[] Split(string? text) =>
        text?.Split(settings.GroupsSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static CsvException Missing(CsvHeader header, CsvRow row, int column) =>
        new(header.File, row.Line, $"the row has nothing in the column '{header.Names[column]}'.");
}
