using LdapVendorSync.Core.Storage;

namespace LdapVendorSync.Core.History;

/// <summary>
/// Keeps complete reads of source groups, together with the state of the source that they hold for. What was read is stored under its
/// hash: a group that was read again and is the same costs nothing.
/// </summary>
public sealed class KeptReadStore
{
    private readonly HistoryDatabase _database;

    internal KeptReadStore(HistoryDatabase database) => _database = database;

    /// <summary>What is kept of a source, without the members.</summary>
    public Task<KeptSource> LoadAsync(string source, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => session.Snapshot(snapshot => Load(snapshot, source)), cancellationToken);

    /// <summary>What was read; <see langword="null"/> where another run has removed it meanwhile.</summary>
    /// <param name="hash">The hash of a <see cref="KeptRead"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<byte[]?> LoadContentAsync(string hash, CancellationToken cancellationToken) => _database.ReadAsync(
        session => session.Query("SELECT body FROM kept_contents WHERE hash = $1", row => row.PersonalBytes("body"), PersonalValue.Key(hash)).FirstOrDefault(),
        cancellationToken);

    /// <summary>Replaces what is kept of a source, all or nothing.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="kept">What holds now, with the generation that was loaded.</param>
    /// <param name="contents">What was read, by hash, of the reads that are new.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was saved; not where another run has saved since.</returns>
    public Task<bool> SaveAsync(
        string source, KeptSource kept, IReadOnlyDictionary<string, byte[]> contents, CancellationToken cancellationToken) =>
        _database.WriteAsync(session => Save(session, source, kept, contents), cancellationToken);

    private static KeptSource Load(SqliteSession session, string source)
    {
        var reads = session.Query(
            "SELECT * FROM kept_reads WHERE source = $1",
            row => new KeptRead(
                row.Text("source_group"), row.Flag("recurse"), row.Time("read_at"), row.TimeOrNull("valid_until"), row.PersonalKey("content")),
            source);
        return session.Query(
            "SELECT * FROM source_tokens WHERE source = $1",
            row => new KeptSource(row.Text("fingerprint"), row.Text("token"), row.Number("generation"), reads),
            source).FirstOrDefault(KeptSource.Nothing);
    }

    private static bool Save(SqliteSession session, string source, KeptSource kept, IReadOnlyDictionary<string, byte[]> contents)
    {
        if (session.ScalarNumber("SELECT generation FROM source_tokens WHERE source = $1", source) != kept.Generation)
            return false;
        session.Execute(
            """
            INSERT INTO source_tokens (source, fingerprint, token, generation) VALUES ($1, $2, $3, $4)
            ON CONFLICT (source) DO UPDATE SET
                fingerprint = excluded.fingerprint, token = excluded.token, generation = excluded.generation
            """,
            source,
            kept.Fingerprint,
            kept.Token,
            kept.Generation + 1);
        session.Execute("DELETE FROM kept_reads WHERE source = $1", source);
        foreach (var (hash, body) in contents)
        {
            // What was damaged under its hash is made good.
            session.Execute(
                """
                INSERT INTO kept_contents (hash, body) VALUES ($1, $2)
                ON CONFLICT (hash) DO UPDATE SET body = excluded.body
                """,
                PersonalValue.Key(hash),
                PersonalValue.Bytes(body));
        }

        foreach (var read in kept.Reads)
        {
            session.Execute(
                "INSERT INTO kept_reads (source, source_group, recurse, read_at, valid_until, content) VALUES ($1, $2, $3, $4, $5, $6)",
                source,
                read.Group,
                read.Recurse,
                SqliteTime.Format(read.ReadAt),
                read.ValidUntil is { } until ? SqliteTime.Format(until) : null,
                PersonalValue.Key(read.Content));
        }

        session.Execute("DELETE FROM kept_contents WHERE hash NOT IN (SELECT content FROM kept_reads)");
        return true;
    }
}
