using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History.Purging;

/// <summary>
/// Rewrites what snapshots of whole systems hold of people, in place. How many there were, and in which groups, stays. What was rewritten
/// is not found by its old content any more: the next snapshot is stored anew.
/// </summary>
/// <param name="session">The history, in a transaction.</param>
internal sealed class SystemEraser(SqliteSession session)
{
    /// <summary>Everybody of every snapshot, and everybody who is gone, with the ids that they have.</summary>
    public IEnumerable<(PersonId Id, GroupMember Person)> ReadPeople()
    {
        foreach (var chunk in ReadChunks().Where(chunk => chunk.Part == SystemParts.Users))
        {
            foreach (var person in SnapshotCodec.ReadMembers(Load(chunk.Id)).Where(person => !SnapshotEraser.IsErased(person)))
            {
                foreach (var owner in chunk.Owners)
                    yield return (owner with { Id = person.Id }, person);
            }
        }

        foreach (var (system, person) in ReadGone())
            yield return (system with { Id = person.Id }, person);
    }

    /// <summary>Takes a person out of snapshots, and out of those who are gone.</summary>
    /// <param name="ids">The ids of the person.</param>
    /// <param name="eraseReferences">Takes references to the person out of somebody else's attributes.</param>
    /// <param name="eraseText">Takes the person out of texts.</param>
    /// <returns>How many parts told of them.</returns>
    public int Erase(IReadOnlySet<PersonId> ids, Func<GroupMember, GroupMember> eraseReferences, Func<string, string> eraseText)
    {
        // Within a snapshot ids differ, and memberships go on to mean somebody.
        var stand = ids.ToDictionary(id => id, _ => $"{PersonEraser.Nobody} {Guid.NewGuid():N}");
        var count = Rewrite(
            (chunk, person) => StandFor(chunk, person.Id) is { } nobody ? new GroupMember { Id = nobody } : eraseReferences(person),
            (chunk, id) => StandFor(chunk, id) ?? id,
            eraseText);
        return count + ids.Sum(EraseSeen) + RewriteProfiles(eraseReferences);

        string? StandFor(Chunk chunk, string id) =>
            chunk.Owners.Select(owner => stand.GetValueOrDefault(owner with { Id = id })).FirstOrDefault(found => found is not null);
    }

    /// <summary>Cuts what is kept of everybody.</summary>
    /// <returns>How many parts were cut.</returns>
    public int Trim(Func<GroupMember, GroupMember> trim) =>
        Rewrite((_, person) => trim(person), (_, id) => id, text => text) + RewriteProfiles(trim);

    private int RewriteProfiles(Func<GroupMember, GroupMember> rewrite)
    {
        session.DefineStored("rewritten_profile", (string stored) =>
        {
            var person = StoredMember.Parse(session.PersonalData.ReadText(stored)).ToMember();
            var profile = StoredMember.Of(rewrite(person)).ToJson();
            return profile == StoredMember.Of(person).ToJson() ? null : session.PersonalData.WriteText(profile);
        });
        const string Rewritten = "rewritten_profile('system_people.profile', profile)";
        return session.Execute($"UPDATE system_people SET profile = {Rewritten} WHERE profile IS NOT NULL AND {Rewritten} IS NOT NULL");
    }

    private int Rewrite(Func<Chunk, GroupMember, GroupMember> person, Func<Chunk, string, string> id, Func<string, string> text)
    {
        var rewritten = ReadChunks().Where(chunk => TryWrite(chunk, chunk.Part switch
        {
            SystemParts.Users => RewriteUsers(chunk, person),
            SystemParts.Groups => RewriteGroups(chunk, text),
            _ => RewriteMemberships(chunk, id),
        })).ToList();
        foreach (var content in rewritten.SelectMany(chunk => session.Query(
            "SELECT DISTINCT content FROM system_content_chunks WHERE chunk = $1", row => row.Number("content"), chunk.Id)).Distinct())
        {
            session.Execute("UPDATE system_contents SET hash = $2 WHERE id = $1", content, PersonalValue.Key(SnapshotCodec.NewHash()));
        }

        return rewritten.Count;
    }

    private byte[] RewriteUsers(Chunk chunk, Func<Chunk, GroupMember, GroupMember> rewrite) => SystemContentCodec.WriteUsers(
        SnapshotCodec.ReadMembers(Load(chunk.Id)).Select(person => rewrite(chunk, person)).ToArray());

    private byte[] RewriteGroups(Chunk chunk, Func<string, string> rewrite) => SystemContentCodec.WriteGroups(
        [.. SystemContentCodec.ReadGroups(Load(chunk.Id))
            .Select(group => group with { Doubts = group.Doubts is { } doubts ? [.. doubts.Select(rewrite)] : null })]);

    private byte[] RewriteMemberships(Chunk chunk, Func<Chunk, string, string> rewrite) => SystemContentCodec.WriteMemberships(
        [.. SystemContentCodec.ReadMemberships(Load(chunk.Id))
            .Select(row => row with { Members = [.. row.Members.Select(id => rewrite(chunk, id))] })]);

    private bool TryWrite(Chunk chunk, byte[] bytes)
    {
        if (bytes.AsSpan().SequenceEqual(Load(chunk.Id)))
            return false;
        var hash = SystemChunk.HashOf(chunk.Part, bytes);
        if (session.Scalar("SELECT id FROM system_chunks WHERE hash = $1 AND id <> $2", PersonalValue.Key(hash), chunk.Id) is long same)
        {
            session.Execute("UPDATE system_content_chunks SET chunk = $1 WHERE chunk = $2", same, chunk.Id);
            session.Execute("DELETE FROM system_chunks WHERE id = $1", chunk.Id);
            return true;
        }

        session.Execute(
            "UPDATE system_chunks SET hash = $2, body = $3 WHERE id = $1",
            chunk.Id,
            PersonalValue.Key(hash),
            PersonalValue.Bytes(SnapshotCodec.Pack(bytes)));
        return true;
    }

    private int EraseSeen(PersonId id) => id.IsAccount
        ? session.Execute(
            """
            DELETE FROM system_people WHERE side = 'Vendor' AND person_id = $2
                AND system IN (SELECT system FROM system_snapshots WHERE side = 'Vendor' AND target = $1)
            """,
            id.System,
            PersonalValue.Key(id.Id))
        : session.Execute(
            "DELETE FROM system_people WHERE side = 'Source' AND system = $1 AND person_id = $2", id.System, PersonalValue.Key(id.Id));

    private List<Chunk> ReadChunks() => [.. session
        .Query(
            """
            SELECT DISTINCT e.chunk, e.part, s.side, coalesce(s.target, s.system) AS owner
            FROM system_snapshots s JOIN system_content_chunks e ON e.content = s.content
            """,
            row => (Id: row.Number("chunk"), Part: row.Value<SystemParts>("part"), Owner: OwnerOf(row)))
        .GroupBy(row => row.Id)
        .Select(rows => new Chunk(rows.Key, rows.First().Part, [.. rows.Select(row => row.Owner)]))];

    private List<(PersonId System, GroupMember Person)> ReadGone() => session.Query(
        """
        SELECT p.*, coalesce((SELECT s.target FROM system_snapshots s
            WHERE s.side = p.side AND s.system = p.system COLLATE NOCASE ORDER BY s.number DESC LIMIT 1), p.system) AS owner
        FROM system_people p WHERE p.last_seen_at IS NOT NULL
        """,
        row => (
            OwnerOf(row),
            row.PersonalTextOrNull("profile") is { } profile
                ? StoredMember.Parse(profile).ToMember()
                : new GroupMember { Id = row.PersonalKey("person_id") }));

    private static PersonId OwnerOf(SqliteRow row) =>
        new(row.Value<SystemSide>("side") == SystemSide.Vendor, row.Text("owner"), string.Empty);

    private byte[] Load(long chunk) => SnapshotCodec.Unpack(
        session.Query("SELECT body FROM system_chunks WHERE id = $1", row => row.PersonalBytes("body"), chunk).Single());

    private sealed record Chunk(long Id, SystemParts Part, IReadOnlyList<PersonId> Owners);
}
