using System.Diagnostics;
using System.Text.Json;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using Xunit.Abstractions;
using static LdapVendorSync.Core.Tests.History.HistoryFolder;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>Both sides of a mapping as runs read them, and what they cost.</summary>
public sealed class SnapshotStoreTests(ITestOutputHelper output) : IDisposable
{
    private const string Target = "sqlite:wiki";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HistoryFolder _folder = new();

    [Fact]
    public async Task What_was_read_comes_back_as_it_was()
    {
        var member = new GroupMember
        {
            Id = "uuid-1",
            UserName = "zoë",
            Email = "zoe@example.org",
            FirstName = "Zoë",
            LastName = "O'Neil <x>",
            DisplayName = "日本",
            Enabled = false,
            AccountState = AccountState.Expired,
            AccountStateUntil = Start,
            DistinguishedName = "uid=zoe,dc=example,dc=org",
            GroupPath = ["cn=a,dc=example,dc=org", "cn=b,dc=example,dc=org"],
            Attributes = new Dictionary<string, IReadOnlyList<string>> { ["title"] = ["one", "two"], ["Mail"] = [""] },
        };
        var details = Details() with
        {
            GroupId = "g-1",
            GroupDistinguishedName = "cn=eng",
            FilteredOut = 3,
            NonPeople = [new NonPersonMembers(NonPersonKind.Computer, 2, ["pc1", "pc2"])],
            Doubtful = [new DoubtfulMember("uid=x", ["employeeType"])],
            Groups = [new ReadGroup("cn=eng", "g-1") { NamesMembers = true }],
            Reasons = [new ReadReason(ReadReasonKind.DanglingMember, HoldScope.Person, "It is gone.", "uid=gone")],
        };
        await using (var history = await _folder.OpenWithRunAsync("r1"))
            await SaveAsync(history, "r1", [member], details, CompletenessStatus.Partial);

        var snapshot = (await HistoryViewer.GetSnapshotsAsync(_folder.Database, "r1", default)).ShouldHaveSingleItem();

        snapshot.Completeness.ShouldBe(CompletenessStatus.Partial);
        snapshot.Mapping.ShouldBe(Mapping);
        JsonSerializer.Serialize(snapshot.Details).ShouldBe(JsonSerializer.Serialize(details));
        var back = (await HistoryViewer.GetMembersAsync(_folder.Database, snapshot, default)).ShouldHaveSingleItem();
        JsonSerializer.Serialize(StoredMember.Of(back)).ShouldBe(JsonSerializer.Serialize(StoredMember.Of(member)));
        back.GetValue("TITLE").ShouldBe("one");
        back.GroupPath.ShouldBe(member.GroupPath);
        (await HistoryViewer.FindMembersAsync(_folder.Database, snapshot, "ZOE@example.org", default)).ShouldHaveSingleItem();
        (await HistoryViewer.FindMembersAsync(_folder.Database, snapshot, "somebody", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_of_members_and_attributes_makes_no_difference()
    {
        await using var history = await _folder.OpenWithRunAsync("r1");
        await BeginAsync(history, "r2");
        var people = People(500);
        await SaveAsync(history, "r1", people);
        var nodes = CountNodes();

        people.Reverse();
        await SaveAsync(history, "r2", [.. people.Select(Reordered)]);

        CountNodes().ShouldBe(nodes);
    }

    [Fact]
    public async Task Snapshot_of_a_moment_is_the_last_one_before()
    {
        await using (var history = await _folder.OpenAsync())
        {
            for (var run = 1; run <= 3; run++)
            {
                await BeginAsync(history, $"r{run}");
                await SaveAsync(history, $"r{run}", People(run), at: Start.AddHours(run));
            }
        }

        (await AtAsync(Start.AddMinutes(59))).ShouldBeEmpty();
        (await AtAsync(Start.AddHours(1))).ShouldHaveSingleItem().RunId.ShouldBe("r1");
        (await AtAsync(Start.AddHours(2.5))).ShouldHaveSingleItem().Members.ShouldBe(2);
        (await AtAsync(Start.AddYears(1))).ShouldHaveSingleItem().RunId.ShouldBe("r3");
        (await HistoryViewer.ListSnapshotsAsync(_folder.Database, "WIKI", "engineering", ReadSide.Source, default)).Count.ShouldBe(3);
        (await HistoryViewer.ListSnapshotsAsync(_folder.Database, "wiki", "Engineering", ReadSide.Vendor, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Empty_group_has_a_snapshot_too()
    {
        await using (var history = await _folder.OpenWithRunAsync("r1"))
            await SaveAsync(history, "r1", []);

        var snapshot = (await AtAsync(Start.AddDays(1))).ShouldHaveSingleItem();
        snapshot.Members.ShouldBe(0);
        (await HistoryViewer.GetMembersAsync(_folder.Database, snapshot, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dry_run_keeps_no_snapshot()
    {
        await using var history = await _folder.OpenWithRunAsync("dry", dryRun: true);

        (await Should.ThrowAsync<HistoryException>(() => SaveAsync(history, "dry", People(3)))).Failure.ShouldBe(HistoryFailure.Refused);
    }

    [Fact]
    public async Task What_no_run_refers_to_any_more_is_removed()
    {
        await using var history = await _folder.OpenAsync();
        var people = People(1_000);
        for (var run = 1; run <= 4; run++)
        {
            people[run * 100] = people[run * 100] with { Email = $"changed{run}@example.org" };
            await BeginAsync(history, $"r{run}");
            await SaveAsync(history, $"r{run}", people, at: Start.AddHours(run));
        }

        var before = CountNodes();
        await history.Runs.PruneAsync(DateTimeOffset.UnixEpoch, 1, default);

        CountNodes().ShouldBeLessThan(before);
        var left = (await HistoryViewer.ListSnapshotsAsync(_folder.Database, "wiki", "Engineering", ReadSide.Source, default)).ShouldHaveSingleItem();
        (await HistoryViewer.GetMembersAsync(_folder.Database, left, default)).Select(member => member.Email)
            .ShouldBe(people.OrderBy(member => member.Id, StringComparer.Ordinal).Select(member => member.Email));

        await history.Runs.PruneAsync(DateTimeOffset.UtcNow.AddDays(1), null, default);
        CountNodes().ShouldBe(0);
    }

    [Fact]
    public async Task Damaged_part_is_told_and_never_taken_for_people()
    {
        await using (var history = await _folder.OpenWithRunAsync("r1"))
            await SaveAsync(history, "r1", People(10));
        using (var raw = _folder.OpenRaw())
            Run(raw, "UPDATE snapshot_nodes SET body = (SELECT body FROM snapshot_nodes x WHERE x.body IS NOT NULL AND x.id <> snapshot_nodes.id)");

        var attempt = async () => await HistoryViewer.GetMembersAsync(
            _folder.Database, (await AtAsync(Start.AddDays(1))).ShouldHaveSingleItem(), default);

        (await attempt.ShouldThrowAsync<HistoryException>()).Failure.ShouldBe(HistoryFailure.Damaged);
    }

    [Fact]
    public async Task One_change_among_100_000_members_costs_little()
    {
        await using var history = await _folder.OpenAsync();
        var people = People(100_000);
        foreach (var run in new[] { "r1", "r2", "r3" })
            await BeginAsync(history, run);

        var first = await MeasureAsync(history, "r1", people);
        var again = await MeasureAsync(history, "r2", people);
        people[5_000] = people[5_000] with { Email = "new@example.org" };
        var changed = await MeasureAsync(history, "r3", people);

        output.WriteLine($"FIGURE: snapshot of 100,000 members: first {first.Time.TotalMilliseconds:0} ms and {first.Bytes:N0} bytes, "
            + $"unchanged {again.Time.TotalMilliseconds:0} ms and {again.Bytes:N0} bytes, "
            + $"one of them changed {changed.Time.TotalMilliseconds:0} ms and {changed.Bytes:N0} bytes");
        again.Bytes.ShouldBeLessThan(1_000);
        changed.Bytes.ShouldBeLessThan(60_000);
        (first.Bytes / changed.Bytes).ShouldBeGreaterThan(100);
    }

    public void Dispose() => _folder.Dispose();

    private static List<GroupMember> People(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new GroupMember
        {
            Id = new Guid(i * 7919, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(),
            UserName = $"user{i}",
            Email = $"user{i}@example.org",
            FirstName = $"First{i % 977}",
            LastName = $"Last{i % 4_999}",
            DisplayName = $"First{i % 977} Last{i % 4_999}",
            Enabled = true,
            DistinguishedName = $"uid=user{i},ou=people,dc=example,dc=org",
            Attributes = new Dictionary<string, IReadOnlyList<string>> { ["department"] = [$"d{i % 40}"], ["title"] = ["Engineer"] },
        }),
    ];

    private static GroupMember Reordered(GroupMember member) =>
        member with { Attributes = member.Attributes.Reverse().ToDictionary(pair => pair.Key, pair => pair.Value) };

    private static SnapshotDetails Details() => new() { System = "corp", Group = Mapping.SourceGroup };

    private static Task SaveAsync(
        HistoryDatabase history,
        string runId,
        IReadOnlyList<GroupMember> members,
        SnapshotDetails? details = null,
        CompletenessStatus completeness = CompletenessStatus.Complete,
        DateTimeOffset? at = null) => history.Snapshots.SaveAsync(
        new SnapshotKey(runId, Target, Mapping, ReadSide.Source, 0, at ?? Start, completeness),
        SnapshotTree.Create(members, details ?? Details()),
        default);

    private async Task<(TimeSpan Time, long Bytes)> MeasureAsync(HistoryDatabase history, string runId, IReadOnlyList<GroupMember> members)
    {
        var before = Bytes();
        var started = Stopwatch.GetTimestamp();
        await SaveAsync(history, runId, members);
        return (Stopwatch.GetElapsedTime(started), Bytes() - before);
    }

    private Task<List<GroupSnapshot>> AtAsync(DateTimeOffset at) =>
        HistoryViewer.FindSnapshotsAsync(_folder.Database, "wiki", "Engineering", ReadSide.Source, at, default);

    private long CountNodes() => Number("SELECT count(*) FROM snapshot_nodes");

    // What the rows take; pages have room to spare.
    private long Bytes() => Number(
        """
        SELECT (SELECT coalesce(sum(length(hash) + coalesce(length(body), 0) + 8), 0) FROM snapshot_nodes)
            + (SELECT count(*) * 24 FROM snapshot_edges)
            + (SELECT coalesce(sum(length(run_id) + length(read_at) + 40), 0) FROM snapshots)
        """);

    private long Number(string sql)
    {
        using var connection = _folder.OpenRaw();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
