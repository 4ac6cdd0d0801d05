using System.Security.Cryptography;
using System.Text;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History;

public sealed class HistoryEncryptionTests : IDisposable
{
    private const string Run = "20260101T000000.000Z-00000001";
    private static readonly Secret Key = NewKey();
    private static readonly Secret OtherKey = NewKey();
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_that_identifies_people_is_readable_in_the_files_of_an_encrypted_history()
    {
        await using (var history = await OpenAsync(Key))
        {
            await FillAsync(history);
            await history.FlushAsync(CancellationToken.None);

            // Also while the write-ahead log is in use.
            Canaries().ShouldBeEmpty();
        }

        Canaries().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_encrypted_history_gives_back_what_it_was_given()
    {
        await using var history = await OpenAsync(Key);
        await FillAsync(history);

        await ShouldHoldEverythingAsync(history);
    }

    [Fact]
    public async Task A_plain_history_is_encrypted_without_a_trace_when_a_key_is_given()
    {
        await using (var plain = await OpenAsync(null))
            await FillAsync(plain);
        Canaries().ShouldNotBeEmpty();

        await using (var history = await OpenAsync(Key))
            await ShouldHoldEverythingAsync(history);

        Canaries().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_of_the_key_keeps_everything_and_leaves_nothing_to_the_old_one()
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);

        await using (var history = await OpenAsync(OtherKey, previous: Key))
            await ShouldHoldEverythingAsync(history);

        await using (var history = await OpenAsync(OtherKey))
            await ShouldHoldEverythingAsync(history);
        (await Should.ThrowAsync<HistoryException>(() => OpenAsync(Key))).Failure.ShouldBe(HistoryFailure.EncryptionKey);
    }

    [Fact]
    public async Task A_history_is_decrypted_when_its_key_is_named_as_the_previous_one_alone()
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);

        await using (var history = await OpenAsync(null, previous: Key))
            await ShouldHoldEverythingAsync(history);

        await using (var history = await OpenAsync(null))
            await ShouldHoldEverythingAsync(history);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_its_key_a_history_is_left_alone(bool otherKey)
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);
        var before = await File.ReadAllBytesAsync(_folder.Database);

        var error = await Should.ThrowAsync<HistoryException>(() => OpenAsync(otherKey ? OtherKey : null));
        var viewing = await Should.ThrowAsync<HistoryException>(() =>
            HistoryViewer.ListRunsAsync(Location(otherKey ? OtherKey : null), 1, CancellationToken.None));

        error.Failure.ShouldBe(HistoryFailure.EncryptionKey);
        error.Message.ShouldContain("history.encryption_key");
        viewing.Failure.ShouldBe(HistoryFailure.EncryptionKey);
        (await File.ReadAllBytesAsync(_folder.Database)).ShouldBe(before);
        Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!, "*.damaged-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_cannot_be_fetched_leaves_the_history_alone()
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);

        var error = await Should.ThrowAsync<HistoryException>(() =>
            OpenAsync(new Secret(_ => throw new SecretUnavailableException("The vault is sealed."))));

        error.Failure.ShouldBe(HistoryFailure.EncryptionKey);
        error.Message.ShouldContain("The vault is sealed.");
    }

    [Fact]
    public async Task The_viewer_reads_an_encrypted_history_also_before_a_change_of_keys_has_happened()
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);

        foreach (var location in new[] { Location(Key), Location(OtherKey, Key) })
        {
            var run = await HistoryViewer.GetRunAsync(location, HistoryViewer.LastRun, CancellationToken.None);
            run.Changes.Select(change => change.Change.User).ShouldContain("Canary Person");
        }

        await using var other = await OpenAsync(Key);
        await ShouldHoldEverythingAsync(other);
    }

    [Fact]
    public async Task An_upgrade_to_encryption_waits_for_a_process_that_uses_the_plain_history()
    {
        await using var plain = await OpenAsync(null);
        await FillAsync(plain);

        var error = await Should.ThrowAsync<HistoryException>(() => OpenAsync(Key));

        error.Failure.ShouldBe(HistoryFailure.Busy);
        await ShouldHoldEverythingAsync(plain);
    }

    [Fact]
    public async Task A_value_that_somebody_altered_is_damage_and_no_person()
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);
        using (var raw = _folder.OpenRaw())
            HistoryFolder.Run(raw, "UPDATE links SET vendor_id = 'u-attacker'");

        await using var altered = await OpenAsync(Key);
        var error = await Should.ThrowAsync<HistoryException>(() => altered.Links.GetLinksAsync("sqlite:wiki", "corp", CancellationToken.None));

        error.Failure.ShouldBe(HistoryFailure.Damaged);
    }

    [Theory]
    [InlineData("links", "vendor_id", "substr(vendor_id, 1, 30)")]
    [InlineData("links", "vendor_id", "source_id || 'AAAA'")]
    [InlineData("links", "person", "'Canary'")]
    [InlineData("changes", "reason", "person")]
    public async Task A_damaged_value_is_told_with_its_table_and_column_and_not_as_a_wrong_key(string table, string column, string value)
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);
        using (var raw = _folder.OpenRaw())
            HistoryFolder.Run(raw, $"UPDATE {table} SET {column} = {value}");

        HistoryException reading;
        await using (var history = await OpenAsync(Key))
        {
            reading = await Should.ThrowAsync<HistoryException>(async () =>
            {
                await history.Links.GetLinksAsync("sqlite:wiki", "corp", CancellationToken.None);
                await history.Journal.GetChangesAsync(Run, CancellationToken.None);
            });
        }

        var recoding = await Should.ThrowAsync<HistoryException>(() => OpenAsync(OtherKey, previous: Key));
        foreach (var error in new[] { reading, recoding })
        {
            error.Failure.ShouldBe(HistoryFailure.Damaged);
            error.Message.ShouldContain($"{table}.{column}");
            error.Message.ShouldContain("is damaged");
        }
    }

    [Fact]
    public async Task Links_still_exclude_each_other_when_they_are_encrypted()
    {
        await using var history = await OpenAsync(Key);
        await FillAsync(history);

        var conflicts = await history.Links.SaveLinksAsync(
            Run, [NewLink() with { SourceId = "canary-other-id", Person = "Other Person" }], CancellationToken.None);

        conflicts.ShouldHaveSingleItem().Existing.ShouldHaveSingleItem().Person.ShouldBe("Canary Person");
    }

    [Fact]
    public async Task A_wipe_that_was_cut_short_is_finished_by_the_next_opening()
    {
        await using (var history = await OpenAsync(Key))
            await FillAsync(history);
        using (var raw = _folder.OpenRaw())
        {
            // As after a kill between the commit and the wipe: old text in a page that is free.
            HistoryFolder.Run(raw, "CREATE TABLE rest (text TEXT); INSERT INTO rest VALUES ('canary in a free page'); DROP TABLE rest");
            HistoryFolder.Run(raw, "UPDATE encryption SET wipe_due = 1");
        }

        Canaries().ShouldNotBeEmpty();
        await (await OpenAsync(Key)).DisposeAsync();

        Canaries().ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_column_is_known_to_hold_personal_data_or_none()
    {
        await (await OpenAsync(null)).DisposeAsync();
        using var raw = _folder.OpenRaw();
        var personal = PersonalColumns.All
            .SelectMany(table => table.Keys.Concat(table.Texts).Concat(table.Bytes).Select(column => $"{table.Table}.{column}"))
            .ToList();

        var unknown = Columns(raw).Except(personal).Except(ImpersonalColumns.All).ToList();

        unknown.ShouldBeEmpty("Put each into PersonalColumns if it could identify somebody, else into ImpersonalColumns.");
        personal.Except(Columns(raw)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Columns(SqliteConnection raw)
    {
        using var command = raw.CreateCommand();
        command.CommandText = """
            SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.type IN ('TEXT', 'BLOB')
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader.GetString(0);
    }

    private static Secret NewKey() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    private HistoryLocation Location(Secret? key, Secret? previous = null) =>
        new(_folder.Database) { EncryptionKey = key, PreviousEncryptionKey = previous };

    private Task<HistoryDatabase> OpenAsync(Secret? key, Secret? previous = null) =>
        HistoryDatabase.OpenAsync(Location(key, previous), TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private static Link NewLink() => new()
    {
        Target = "sqlite:wiki",
        Source = "corp",
        SourceId = "canary-source-id",
        VendorId = "canary-vendor-id",
        SourceReference = "uid=canary,dc=example,dc=org",
        Person = "Canary Person",
        MatchKeys = new Dictionary<string, string> { ["email"] = "canary@example.org" },
    };

    private static async Task FillAsync(HistoryDatabase history)
    {
        await history.Runs.BeginRunAsync(
            new RunStart { Id = Run, StartedAt = DateTimeOffset.UtcNow, User = "canary-operator", ConfigPath = "/home/canary/sync.yaml" },
            CancellationToken.None);
        await history.Links.SaveLinksAsync(Run, [NewLink()], CancellationToken.None);
        var ids = await history.Journal.RecordIntentsAsync(
            Run,
            [
                HistoryFolder.Intent("canary") with
                {
                    SourceId = "canary-source-id",
                    Person = "Canary Person",
                    Reason = "Canary Person is in the group",
                    Differences = [new AttributeDifference("title", "Canary Assistant", "Canary Chief")],
                },
            ],
            CancellationToken.None);
        await history.Journal.RecordOutcomesAsync(
            [new JournalOutcome(ids[0], JournalResult.Succeeded, "canary was slow", "canary-vendor-id")], CancellationToken.None);
        await history.DanglingReferences.ObserveAsync(
            Run, HistoryFolder.Mapping, ["uid=canary-gone,dc=example,dc=org"], true, DateTimeOffset.UtcNow, CancellationToken.None);
        await history.KeptReads.SaveAsync(
            "corp",
            new KeptSource("fingerprint", "token", 0, [new KeptRead("eng", true, DateTimeOffset.UtcNow, null, "ABCDEF")]),
            new Dictionary<string, byte[]> { ["ABCDEF"] = "{\"canary\":1}"u8.ToArray() },
            CancellationToken.None);
        await history.Unsent.RecordAsync(
            new RunStart { Id = Run, StartedAt = DateTimeOffset.UtcNow },
            "sqlite:wiki",
            HistoryFolder.Mapping,
            [NewUnsent()],
            new Dictionary<string, string> { ["removal limit"] = "Held: Canary Person" },
            CancellationToken.None);
        await history.Snapshots.SaveAsync(
            new SnapshotKey(Run, "sqlite:wiki", HistoryFolder.Mapping, ReadSide.Source, 0, DateTimeOffset.UtcNow, CompletenessStatus.Complete),
            SnapshotTree.Create(
                [new GroupMember { Id = "canary-source-id", UserName = "canary" }], new SnapshotDetails { System = "corp", Group = "canaries" }),
            CancellationToken.None);
        await history.FlushAsync(CancellationToken.None);
    }

    private static UnsentChange NewUnsent() => new()
    {
        Result = UnsentResult.Held,
        Rule = "removal limit",
        Action = ChangeAction.Remove,
        Source = "corp",
        VendorId = "canary-vendor-id",
        Person = "Canary Person",
        MatchKey = "userName=canary",
        Reason = "Canary Person is not in the group",
    };

    private static async Task ShouldHoldEverythingAsync(HistoryDatabase history)
    {
        var link = (await history.Links.GetLinksAsync("sqlite:wiki", "corp", CancellationToken.None)).ShouldHaveSingleItem();
        (link with { ConfirmedAt = default }).ShouldBeEquivalentTo(NewLink());
        var change = (await history.Journal.GetChangesAsync(Run, CancellationToken.None)).ShouldHaveSingleItem();
        change.Intent.Person.ShouldBe("Canary Person");
        change.Intent.MatchKey.ShouldBe("userName=canary");
        change.Intent.VendorId.ShouldBe("canary-vendor-id");
        change.Intent.Differences.ShouldHaveSingleItem().After.ShouldBe("Canary Chief");
        change.Error.ShouldBe("canary was slow");
        var run = (await history.Runs.FindRunAsync(Run, CancellationToken.None)).ShouldNotBeNull();
        run.Start.User.ShouldBe("canary-operator");
        run.Start.ConfigPath.ShouldBe("/home/canary/sync.yaml");
        var kept = await history.KeptReads.LoadAsync("corp", CancellationToken.None);
        kept.Reads.ShouldHaveSingleItem().Content.ShouldBe("ABCDEF");
        (await history.KeptReads.LoadContentAsync("ABCDEF", CancellationToken.None)).ShouldBe("{\"canary\":1}"u8.ToArray());
        var unsent = (await history.Unsent.GetAsync(Run, CancellationToken.None)).ShouldHaveSingleItem().Change;
        (unsent with { Differences = [] }).ShouldBe(NewUnsent() with { Message = "Held: Canary Person" });
        var (snapshot, members) = await history.ReadAsync(
            session =>
            {
                var reader = new SnapshotReader(session);
                var found = reader.OfRun(Run).ShouldHaveSingleItem();
                return (found, reader.Members(found).ToList());
            },
            CancellationToken.None);
        snapshot.Details.Group.ShouldBe("canaries");
        members.ShouldHaveSingleItem().UserName.ShouldBe("canary");
    }

    private List<string> Canaries() =>
        [.. Directory.GetFiles(_folder.Folder, "*", SearchOption.AllDirectories).Where(HoldsCanary)];

    private static bool HoldsCanary(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Encoding.Latin1.GetString(copy.ToArray()).Contains("canary", StringComparison.OrdinalIgnoreCase);
    }
}
