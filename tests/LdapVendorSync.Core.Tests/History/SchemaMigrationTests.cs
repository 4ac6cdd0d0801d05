using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Migrations;
using LdapVendorSync.Core.Storage;
using LdapVendorSync.Core.Sync;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>Files that earlier versions of the product made.</summary>
public sealed class SchemaMigrationTests : IDisposable
{
    // The version from which on links do not repeat what they share.
    private static readonly int NarrowLinks = HistorySchema.Migrations.ToList().IndexOf(NarrowLinkTables.Sql) + 1;

    private const string Fill = """
        INSERT INTO runs (id, started_at, host, user_name, process_id, dry_run, allow_removals, status, exit_code, added)
        VALUES ('20260101T000000.000Z-00000001', '2026-01-01T00:00:00.0000000Z', 'host', 'operator', 7, 0, 1, 'Succeeded', 0, 3);
        INSERT INTO vendor_results (run_id, vendor, status) VALUES ('20260101T000000.000Z-00000001', 'wiki', 'Succeeded');
        INSERT INTO mapping_results (
            run_id, source, source_group, vendor, vendor_group, target, completeness, reasons, source_members, vendor_members,
            added, removed, updated, unchanged, failed, skipped, blocked, blocked_by, duration_ms)
        VALUES (
            '20260101T000000.000Z-00000001', 'corp', 'cn=eng,ou=groups,dc=example,dc=org', 'wiki', 'Engineering', 'sqlite:wiki', 'Complete',
            '[]', 3, 0, 3, 0, 0, 0, 0, 0, 0, '[]', 12);
        INSERT INTO changes (
            run_id, target, vendor, vendor_group, operation, source, source_id, vendor_id, person, match_key, differences, reason,
            intended_at, outcome, duration_ms, request_id)
        VALUES (
            '20260101T000000.000Z-00000001', 'sqlite:wiki', 'wiki', 'Engineering', 'AddMember', 'corp', 'uuid-ada', 'u1', 'ada',
            'userName=ada', '[{"attribute":"title","before":"a","after":"b"}]', 'in the group', '2026-01-01T00:00:01.0000000Z', NULL, NULL, NULL),
            ('20260101T000000.000Z-00000001', 'sqlite:wiki', 'wiki', 'Engineering', 'AddMember', 'corp', 'uuid-bob', 'u2', 'bob',
            'userName=bob', '[]', 'in the group', '2026-01-01T00:00:01.0000000Z', 'Succeeded', 42, 'request-9');
        INSERT INTO dangling_references VALUES (
            'corp', 'cn=eng,ou=groups,dc=example,dc=org', 'wiki', 'Engineering', 'uid=gone,dc=example,dc=org',
            '2026-01-01T00:00:00.0000000Z', 2, '20260101T000000.000Z-00000001');
        """;

    private const string FillWideLinks = """
        INSERT INTO links (target, source, source_id, vendor_id, source_reference, person, match_keys, confirmed_at, confirmed_by)
        VALUES (
            'sqlite:wiki', 'corp', 'uuid-bob', 'u2', 'uid=bob,dc=example,dc=org', 'bob', '{"userName":"bob"}',
            '2026-01-01T00:00:02.0000000Z', '20260101T000000.000Z-00000001');
        """;

    private const string FillLinks = """
        INSERT INTO link_scopes (target, source) VALUES ('sqlite:wiki', 'corp');
        INSERT INTO link_confirmations (confirmed_at, confirmed_by)
        VALUES ('2026-01-01T00:00:02.0000000Z', '20260101T000000.000Z-00000001');
        INSERT INTO links (scope, source_id, vendor_id, source_reference, person, match_keys, confirmation)
        VALUES (1, 'uuid-bob', 'u2', 'uid=bob,dc=example,dc=org', 'bob', '{"userName":"bob"}', 1);
        """;

    private readonly HistoryFolder _folder = new();

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, HistorySchema.Migrations.Count)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task History_of_an_earlier_version_is_upgraded_with_everything_in_it(int version)
    {
        Make(version);

        await using var history = await _folder.OpenAsync();

        history.WasDamaged.ShouldBeFalse();
        history.IsNew.ShouldBeFalse();
        var run = (await history.Runs.ListRunsAsync(10, default)).ShouldHaveSingleItem();
        run.Start.User.ShouldBe("operator");
        run.Start.AllowRemovals.ShouldBeTrue();
        run.Totals.ShouldBe(new SyncTotals { Added = 3 });
        (await history.Runs.GetVendorRunsAsync(run.RunId, default)).ShouldHaveSingleItem().Groups.ShouldHaveSingleItem().SourceMembers.ShouldBe(3);
        var changes = await history.Journal.GetChangesAsync(run.RunId, default);
        changes[0].Intent.Differences.ShouldHaveSingleItem().After.ShouldBe("b");
        changes[1].RequestId.ShouldBe("request-9");
        changes[1].Duration.ShouldBe(TimeSpan.FromMilliseconds(42));
        (await history.Journal.GetOpenIntentsAsync("sqlite:wiki", "next", default)).ShouldHaveSingleItem().Intent.Person.ShouldBe("ada");
        (await history.Links.GetLinksAsync("sqlite:wiki", "corp", default)).ShouldHaveSingleItem().MatchKeys["userName"].ShouldBe("bob");
        await HistoryFolder.BeginAsync(history, "next");
        var dangling = await history.DanglingReferences.ObserveAsync(
            "next", HistoryFolder.Mapping, ["uid=gone,dc=example,dc=org"], true, DateTimeOffset.UtcNow, default);
        dangling.ShouldHaveSingleItem().CompleteRuns.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Upgraded_history_has_the_same_tables_as_a_new_one(int version)
    {
        Make(version);
        await (await _folder.OpenAsync()).DisposeAsync();
        var upgraded = Tables();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!))
            File.Delete(file);
        await (await _folder.OpenAsync()).DisposeAsync();

        upgraded.ShouldBe(Tables());
    }

    public void Dispose() => _folder.Dispose();

    private void Make(int version)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Database)!);
        using var session = SqliteSession.Open(_folder.Database, SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(5));
        session.Execute("PRAGMA journal_mode = WAL");
        HistorySchema.Migrate(session, [.. HistorySchema.Migrations.Take(version)], []);
        session.Execute(Fill);
        session.Execute(version < NarrowLinks ? FillWideLinks : FillLinks);
    }

    private List<string> Tables()
    {
        using var session = SqliteSession.Open(_folder.Database, SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(5));
        return session.Query("SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_schema ORDER BY type, name", row => row.Text("line"));
    }
}
