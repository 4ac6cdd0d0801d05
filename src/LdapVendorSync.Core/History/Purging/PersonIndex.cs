using System.Text.Json;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>Finds people in the history. Rows that share an id are of one person; a name alone makes nobody the same.</summary>
internal static class PersonIndex
{
    /// <summary>The people whom a text means: by an id, a name, an address or a reference, in any case.</summary>
    public static List<KnownPerson> Find(SqliteSession session, string text)
    {
        var traces = Read(session).ToList();
        var people = Join(traces);
        return [.. people.Where(person => person.Texts.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase))];
    }

    private static IEnumerable<PersonTrace> Read(SqliteSession session) =>
        ReadLinks(session).Concat(ReadChanges(session)).Concat(ReadUnsent(session)).Concat(ReadSnapshots(session))
            .Concat(ReadVendorAccounts(session)).Concat(ReadSystems(session))
            .Where(trace => trace is not { Ids: [], Names: [PersonEraser.Nobody] });

    private static List<PersonTrace> ReadLinks(SqliteSession session) => session.Query(
        "SELECT l.*, s.target, s.source FROM links l JOIN link_scopes s ON s.id = l.scope",
        row => PersonTrace.Of(
            (row.Text("source"), row.PersonalKey("source_id")),
            (row.Text("target"), row.PersonalKey("vendor_id")),
            [row.PersonalKey("person"), row.PersonalKeyOrNull("source_reference"), .. ValuesOf(row.PersonalKey("match_keys"))]));

    private static List<PersonTrace> ReadChanges(SqliteSession session) => session.Query(
        """
        SELECT source, source_id, target, vendor_id, person, match_key FROM changes WHERE operation <> 'CreateGroup'
        GROUP BY source, source_id, target, vendor_id, person, match_key
        """,
        row => PersonTrace.Of(
            (row.TextOrNull("source"), row.PersonalKeyOrNull("source_id")),
            (row.Text("target"), row.PersonalKeyOrNull("vendor_id")),
            row.PersonalKey("person"),
            ValueOf(row.PersonalKeyOrNull("match_key"))));

    private static List<PersonTrace> ReadUnsent(SqliteSession session) => session.Query(
        "SELECT u.*, m.target FROM unsent_changes u JOIN mappings m ON m.id = u.mapping_id",
        row => PersonTrace.Of(
            (row.TextOrNull("source"), row.PersonalKeyOrNull("source_id")),
            (row.Text("target"), row.PersonalKeyOrNull("vendor_id")),
            row.PersonalKey("person"),
            ValueOf(row.PersonalKeyOrNull("match_key"))));

    private static IEnumerable<PersonTrace> ReadSnapshots(SqliteSession session)
    {
        var snapshots = new SnapshotRewriter(session);
        return snapshots.ReadLeaves().SelectMany(owner => snapshots.ReadMembers(owner.Leaf)
            .Where(member => !member.Id.StartsWith(PersonEraser.Nobody, StringComparison.Ordinal))
            .Select(member => new PersonTrace(
                [new PersonId(owner.IsVendor, owner.System, member.Id)],
                [.. new[] { member.UserName, member.Email, member.DisplayName, member.DistinguishedName }.OfType<string>()])));
    }

    private static List<PersonTrace> ReadVendorAccounts(SqliteSession session) => session.Query(
        "SELECT target, profile FROM vendor_accounts",
        row =>
        {
            var account = StoredMember.Parse(row.PersonalText("profile"));
            return new PersonTrace(
                [new PersonId(IsAccount: true, row.Text("target"), account.Id)],
                [.. new[] { account.UserName, account.Email, account.DisplayName, account.DistinguishedName }.OfType<string>()]);
        });

    private static IEnumerable<PersonTrace> ReadSystems(SqliteSession session) =>
        new SystemEraser(session).ReadPeople().Select(found => new PersonTrace(
            [found.Id],
            [.. new[] { found.Person.UserName, found.Person.Email, found.Person.DisplayName, found.Person.DistinguishedName }
                .OfType<string>()]));

    private static IEnumerable<string> ValuesOf(string matchKeys) =>
        JsonSerializer.Deserialize(matchKeys, HistoryJson.Readable.IReadOnlyDictionaryStringString)!.Values;

    // "userName=jdoe"
    private static string? ValueOf(string? matchKey) => matchKey?[(matchKey.IndexOf('=', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<KnownPerson> Join(List<PersonTrace> traces)
    {
        // Each id points to another of the same person, at the end to the one that stands for all.
        var parents = new Dictionary<PersonId, PersonId>();
        foreach (var trace in traces)
        {
            foreach (var id in trace.Ids)
                parents[Root(parents, id)] = Root(parents, trace.Ids[0]);
        }

        var withIds = traces.Where(trace => trace.Ids.Count > 0).GroupBy(trace => (object)Root(parents, trace.Ids[0]));
        var nameless = traces.Where(trace => trace.Ids.Count == 0).GroupBy(trace => (object)trace.Names[0].ToUpperInvariant());
        return withIds.Concat(nameless).Select(Merge);
    }

    private static PersonId Root(Dictionary<PersonId, PersonId> parents, PersonId id)
    {
        while (parents.TryGetValue(id, out var parent) && parent != id)
            id = parent;
        return id;
    }

    private static KnownPerson Merge(IEnumerable<PersonTrace> traces)
    {
        var all = traces.ToList();
        return new KnownPerson(
            [.. all.SelectMany(trace => trace.Ids).Distinct()],
            [.. all.SelectMany(trace => trace.Names)
                .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(same => same.Count())
                .Select(same => same.Key)]);
    }
}
