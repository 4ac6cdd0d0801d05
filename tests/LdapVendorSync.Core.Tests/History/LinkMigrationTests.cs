using System.Security.Cryptography;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Migrations;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>Links of a history that an earlier version made, in which each repeated its target, source and run.</summary>
public sealed class LinkMigrationTests : IDisposable
{
    private const string Fill = """
        INSERT INTO runs (id, started_at, host, user_name, process_id, dry_run, allow_removals)
        VALUES ('run1', '2026-01-01T00:00:00.0000000Z', 'host', 'operator', 7, 0, 0),
            ('run2', '2026-01-02T00:00:00.0000000Z', 'host', 'operator', 7, 0, 0),
            ('dry', '2026-01-03T00:00:00.0000000Z', 'host', 'operator', 7, 1, 0);
        INSERT INTO links (target, source, source_id, vendor_id, source_reference, person, match_keys, confirmed_at, confirmed_by)
        VALUES
            ('wiki', 'corp', 's1', 'v2', 'uid=ada', 'ada', '{"userName":"ada"}', '2026-01-01T00:10:00.0000000Z', 'run1'),
            ('wiki', 'corp', 's2', 'v1', NULL, 'bob', '{}', '2026-01-01T00:20:00.0000000Z', 'run1'),
            ('wiki', 'corp', 's3', 'v3', NULL, 'evelyn', '{}', '2026-01-02T00:00:00.0000000Z', 'run2'),
            ('wiki', 'corp', 's4', 'v4', NULL, 'joe', '{}', '2025-01-02T00:00:00.0000000Z', NULL),
            ('wiki', 'other', 's1', 'v1', NULL, 'ada', '{}', '2025-01-02T00:30:00.0000000Z', NULL),
            ('chat', 'corp', 's1', 'v1', NULL, 'ada', '{}', '2026-01-02T00:00:00.0000000Z', 'run2');
        """;

    // Those of the version before.
    private static readonly IReadOnlyList<string> Earlier =
        [.. HistorySchema.Migrations.TakeWhile(migration => migration != NarrowLinkTables.Sql)];

    private static readonly Secret Key = new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Links_are_kept_with_all_that_was_known_of_them()
    {
        MakeEarlier();

        await using var history = await _folder.OpenAsync();

        (await DescribeAsync(history, "wiki", "corp")).ShouldBe([
            "s1 v2 uid=ada ada userName=ada 2026-01-01T00:10", "s2 v1  bob  2026-01-01T00:10", "s3 v3  evelyn  2026-01-02T00:00",
            "s4 v4  joe  2025-01-02T00:00"]);
        (await DescribeAsync(history, "wiki", "other")).ShouldBe(["s1 v1  ada  2025-01-02T00:00"]);
        (await DescribeAsync(history, "chat", "corp")).ShouldBe(["s1 v1  ada  2026-01-02T00:00"]);
    }

    [Fact]
    public async Task Links_of_an_encrypted_history_are_kept()
    {
        MakeEarlier();
        var location = new HistoryLocation(_folder.Database) { EncryptionKey = Key };
        await (await OpenAsync(location, Earlier)).DisposeAsync();
        Values("SELECT person FROM links").ShouldNotContain("ada");

        await using var history = await OpenAsync(location, HistorySchema.Migrations);

        (await history.Links.GetLinksAsync("wiki", "corp", default)).Select(link => $"{link.SourceId}-{link.VendorId} {link.Person}")
            .ShouldBe(["s1-v2 ada", "s2-v1 bob", "s3-v3 evelyn", "s4-v4 joe"], ignoreOrder: true);
        (await history.Links.RemoveLinksAsync("wiki", "corp", ["s1"], default)).ShouldBe(1);
        Values("SELECT person FROM links").ShouldNotContain("ada");
    }

    [Theory]
    [InlineData("INSERT INTO links (scope, source_id, vendor_id, person, confirmation) SELECT scope, source_id, 'free', person, confirmation FROM links")]
    [InlineData("INSERT INTO links (scope, source_id, vendor_id, person, confirmation) SELECT scope, 'free', vendor_id, person, confirmation FROM links")]
    [InlineData("UPDATE links SET vendor_id = 'same'")]
    [InlineData("INSERT INTO links (scope, source_id, vendor_id, person, confirmation) VALUES (99, 's', 'v', 'p', 1)")]
    [InlineData("INSERT INTO links (scope, source_id, vendor_id, person, confirmation) VALUES (1, 's', 'v', 'p', 99)")]
    [InlineData("INSERT INTO link_confirmations (confirmed_at, confirmed_by) VALUES ('2026-01-03T00:00:00.0000000Z', 'dry')")]
    public async Task Database_itself_refuses_two_accounts_of_a_person_two_people_of_an_account_and_dry_runs(string statement)
    {
        MakeEarlier();
        await (await _folder.OpenAsync()).DisposeAsync();
        using var raw = _folder.OpenRaw();
        HistoryFolder.Run(raw, "PRAGMA foreign_keys = ON");

        Should.Throw<SqliteException>(() => HistoryFolder.Run(raw, statement)).SqliteErrorCode.ShouldBe(SqliteCodes.Constraint);
    }

    [Fact]
    public async Task Upgrade_that_fails_half_way_leaves_the_file_as_it_was_and_can_be_done_again()
    {
        MakeEarlier();
        await Should.ThrowAsync<HistoryException>(
            () => OpenAsync(_folder.Database, [.. Earlier, NarrowLinkTables.Sql, "INSERT INTO runs (id) VALUES (NULL)"]));
        Values("SELECT person FROM links WHERE target = 'chat'").ShouldBe(["ada"]);

        await using var history = await _folder.OpenAsync();

        history.WasDamaged.ShouldBeFalse();
        (await DescribeAsync(history, "chat", "corp")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Many_links_that_look_alike_are_kept_each_with_its_own_run_and_hour()
    {
        MakeEarlier();
        var random = new Random(20260101);
        string?[] runs = ["run1", "run2", null];
        string[] systems = ["wiki", "WIKI", "wiki ", "Straße", "sqlite:/a'b"];
        using (var session = SqliteSession.Open(_folder.Database, SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5)))
        {
            session.Transact(transaction =>
            {
                for (var number = 0; number < 3_000; number++)
                {
                    var id = number % 2 == 0 ? $"Id{number}" : $"id{number - 1}";
                    transaction.Execute(
                        """
                        INSERT INTO links (target, source, source_id, vendor_id, source_reference, person, match_keys, confirmed_at, confirmed_by)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                        """,
                        systems[number / 2 % systems.Length],
                        systems[random.Next(2)],
                        id,
                        string.Concat(id.Reverse()),
                        random.Next(3) == 0 ? null : $"cn={id},\0o=ü",
                        random.Next(9) == 0 ? string.Empty : "ada",
                        "{}",
                        SqliteTime.Format(new DateTimeOffset(2025, 12, 31, 22, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(14_400))),
                        runs[random.Next(runs.Length)]);
                }

                return true;
            });
        }

        const string Rest = "source_id, vendor_id, source_reference, person, match_keys, substr(confirmed_at, 1, 13), confirmed_by";
        var before = Values($"SELECT json_array(target, source, {Rest}) FROM links ORDER BY target, source, source_id");
        await (await _folder.OpenAsync()).DisposeAsync();

        before.Count.ShouldBe(3_006);
        Values($"""
            SELECT json_array(target, source, {Rest}) FROM links l
            JOIN link_scopes s ON s.id = l.scope JOIN link_confirmations c ON c.id = l.confirmation ORDER BY target, source, source_id
            """).ShouldBe(before);
    }

    [Fact]
    public async Task Nothing_of_the_earlier_links_stays_behind()
    {
        MakeEarlier();
        await using (var history = await _folder.OpenAsync())
            await history.Links.RemoveLinksAsync("wiki", "corp", ["s3"], default);

        // Neither in a table nor in free pages.
        File.ReadAllText(_folder.Database, System.Text.Encoding.Latin1).ShouldNotContain("evelyn");
        Values("PRAGMA quick_check").ShouldBe(["ok"]);
        Values("PRAGMA foreign_key_check").ShouldBeEmpty();
    }

    private void MakeEarlier()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Database)!);
        using var session = SqliteSession.Open(_folder.Database, SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(5));
        session.Execute("PRAGMA journal_mode = WAL");
        HistorySchema.Migrate(session, Earlier, []);
        session.Execute(Fill);
    }

    private static Task<HistoryDatabase> OpenAsync(HistoryLocation location, IReadOnlyList<string> migrations) => HistoryDatabase.OpenAsync(
        location, TimeSpan.FromSeconds(5), migrations, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private static async Task<List<string>> DescribeAsync(HistoryDatabase history, string target, string source) =>
        [.. (await history.Links.GetLinksAsync(target, source, default))
            .Select(link => FormattableString.Invariant(
                $"{link.SourceId} {link.VendorId} {link.SourceReference} {link.Person} {Keys(link)} {link.ConfirmedAt:yyyy-MM-dd'T'HH:mm}"))
            .Order(StringComparer.Ordinal)];

    private static string Keys(Link link) => string.Join(' ', link.MatchKeys.Select(key => $"{key.Key}={key.Value}"));

    private List<string> Values(string sql)
    {
        using var raw = _folder.OpenRaw();
        using var command = raw.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
            values.Add(reader.GetString(0));
        return values;
    }
}
