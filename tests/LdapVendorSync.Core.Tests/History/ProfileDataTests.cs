using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History;

public sealed class ProfileDataTests : IDisposable
{
    private const string Run = "20260101T000000.000Z-00000001";
    private static readonly AttributeDifference Difference = new("title", "Clerk", "Chief");
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ProfileData.Full, "Clerk")]
    [InlineData(ProfileData.Changed, "Clerk")]
    [InlineData(ProfileData.None, null)]
    public async Task Journal_keeps_values_as_far_as_it_is_allowed_to(ProfileData level, string? kept)
    {
        await using var history = await OpenAsync(level);
        await RecordAsync(history, JournalResult.Succeeded);

        var change = (await history.Journal.GetChangesAsync(Run, CancellationToken.None)).ShouldHaveSingleItem();

        change.Intent.Differences.ShouldHaveSingleItem().Attribute.ShouldBe("title");
        change.Intent.Differences[0].Before.ShouldBe(kept);
    }

    [Fact]
    public async Task Values_stay_while_it_is_unknown_whether_the_change_had_its_effect()
    {
        await using var history = await OpenAsync(ProfileData.None);
        var id = await RecordAsync(history, JournalResult.Unknown);

        (await history.Journal.GetOpenIntentsAsync("sqlite:wiki", "later", CancellationToken.None))
            .ShouldHaveSingleItem().Intent.Differences.ShouldBe([Difference]);
        await HistoryFolder.BeginAsync(history, "later");
        await history.Journal.ResolveOpenIntentAsync("later", new JournalOutcome(id, JournalResult.Succeeded), CancellationToken.None);

        (await history.Journal.GetChangesAsync(Run, CancellationToken.None))
            .ShouldHaveSingleItem().Intent.Differences.ShouldHaveSingleItem().ToString().ShouldBe("title: (values not kept)");
    }

    [Fact]
    public void Members_of_whom_nothing_is_left_out_are_not_copied()
    {
        var members = new[] { new GroupMember { Id = "1", UserName = "ann" }, new GroupMember { Id = "2", UserName = "bob" } };
        var (tree, withMore) = (Tree(members), Tree([.. members, Member("3")]));

        Trimmer(ProfileData.Changed).Trim(members[0]).ShouldBeSameAs(members[0]);
        tree.Trim(Trimmer(ProfileData.Changed)).ShouldBeSameAs(tree);
        withMore.Trim(Trimmer(ProfileData.Changed)).RootHash.ShouldNotBe(withMore.RootHash);
        Tree(members).Trim(Trimmer(ProfileData.None)).RootHash.ShouldNotBe(tree.RootHash);

        static SnapshotTree Tree(GroupMember[] members) =>
            SnapshotTree.Create(members, new SnapshotDetails { System = "hr", Group = "staff" });
    }

    [Fact]
    public void Snapshots_keep_no_more_of_a_member_than_allowed()
    {
        var member = Member("1");

        Trimmer(ProfileData.Full).Trim(member).ShouldBe(member);
        var changed = Trimmer(ProfileData.Changed).Trim(member);
        (changed.UserName, changed.DisplayName, changed.DistinguishedName).ShouldBe((member.UserName, member.DisplayName, member.DistinguishedName));
        changed.Attributes.Keys.ShouldBe(["employeeNumber"]);
        var none = Trimmer(ProfileData.None).Trim(member);
        (none.Id, none.Email, none.Enabled).ShouldBe((member.Id, member.Email, member.Enabled));
        (none.UserName, none.DisplayName, none.FirstName, none.LastName, none.DistinguishedName).ShouldBe((null, null, null, null, null));
        none.Attributes.Keys.ShouldBe(["employeeNumber"]);
    }

    [Fact]
    public async Task A_snapshot_is_cut_before_it_is_stored()
    {
        await using var history = await OpenAsync(ProfileData.Changed);
        await SaveAsync(history, Run, [Member("1")]);

        var member = (await MembersAsync(Run)).ShouldHaveSingleItem();

        (member.UserName, member.Attributes.Count).ShouldBe(("user1", 0));
    }

    [Fact]
    public async Task What_earlier_runs_kept_is_cut_by_a_purge_and_told_once()
    {
        await using var history = await OpenAsync(ProfileData.Full);
        await RecordAsync(history, JournalResult.Succeeded);
        await SaveAsync(history, Run, [Member("1"), Member("2")]);

        (await PurgeAsync(history, ProfileData.Changed)).ShouldBe(new Dictionary<string, int> { ["parts of snapshots"] = 1 });
        var none = await PurgeAsync(history, ProfileData.None);
        none["changes"].ShouldBe(1);
        (await PurgeAsync(history, ProfileData.None)).ShouldBeEmpty();

        (await MembersAsync(Run)).ShouldAllBe(member => member.UserName == null && member.Email != null && member.Attributes.Count == 1);
        (await history.Journal.GetChangesAsync(Run, CancellationToken.None))[0].Intent.Differences[0].After.ShouldBeNull();
    }

    [Fact]
    public async Task A_snapshot_after_a_purge_holds_what_was_read_and_not_what_was_purged()
    {
        List<GroupMember> members = [Member("1"), Member("2"), Member("3")];
        await using var history = await OpenAsync(ProfileData.Full);
        await SaveAsync(history, Run, members);

        var purge = await history.WriteAsync(session => PersonPurger.Purge(session, "user2", dryRun: false), CancellationToken.None);
        await HistoryFolder.BeginAsync(history, "later");
        await SaveAsync(history, "later", members);

        purge.Status.ShouldBe(PurgeStatus.Purged);
        purge.Remarks.ShouldContain(remark => remark.Contains("wiki/Engineering", StringComparison.Ordinal));
        (await MembersAsync(Run)).Select(member => member.UserName).Order().ShouldBe([null, "user1", "user3"]);
        (await MembersAsync("later")).Select(member => member.UserName).ShouldBe(["user1", "user2", "user3"]);
    }

    private static GroupMember Member(string id) => new()
    {
        Id = id,
        UserName = $"user{id}",
        Email = $"user{id}@example.org",
        FirstName = "First",
        LastName = "Last",
        DisplayName = $"Last, First {id}",
        DistinguishedName = $"uid=user{id},dc=example,dc=org",
        Enabled = true,
        Attributes = new Dictionary<string, IReadOnlyList<string>> { ["title"] = ["Clerk"], ["employeeNumber"] = [id] },
    };

    private static ProfileTrimmer Trimmer(ProfileData level) => new(level, ["email", "EmployeeNumber"]);

    private static Task<IReadOnlyDictionary<string, int>> PurgeAsync(HistoryDatabase history, ProfileData level) =>
        history.WriteAsync(session => ProfilePurger.Purge(session, level, Trimmer(level)), CancellationToken.None);

    private static Task SaveAsync(HistoryDatabase history, string run, IReadOnlyList<GroupMember> members) => history.Snapshots.SaveAsync(
        new SnapshotKey(run, "sqlite:wiki", HistoryFolder.Mapping, ReadSide.Source, 0, DateTimeOffset.UtcNow, CompletenessStatus.Complete),
        SnapshotTree.Create(members, new SnapshotDetails { System = "corp", Group = "eng" }),
        CancellationToken.None);

    private async Task<List<GroupMember>> MembersAsync(string run)
    {
        var snapshot = (await HistoryViewer.GetSnapshotsAsync(_folder.Database, run, CancellationToken.None)).ShouldHaveSingleItem();
        return await HistoryViewer.GetMembersAsync(_folder.Database, snapshot, CancellationToken.None);
    }

    private async Task<HistoryDatabase> OpenAsync(ProfileData level)
    {
        var history = await HistoryDatabase.OpenAsync(
            new HistoryLocation(_folder.Database) { ProfileData = level }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await HistoryFolder.BeginAsync(history, Run);
        return history;
    }

    private static async Task<long> RecordAsync(HistoryDatabase history, JournalResult result)
    {
        var intent = HistoryFolder.Intent("jdoe") with { Operation = JournalOperation.UpdateUser, Differences = [Difference] };
        var ids = await history.Journal.RecordIntentsAsync(Run, [intent], CancellationToken.None);
        await history.Journal.RecordOutcomesAsync([new JournalOutcome(ids[0], result)], CancellationToken.None);
        await history.FlushAsync(CancellationToken.None);
        return ids[0];
    }
}
