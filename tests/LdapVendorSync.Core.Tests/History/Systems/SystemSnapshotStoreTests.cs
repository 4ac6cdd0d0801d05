using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Members;
using Microsoft.Data.Sqlite;

namespace LdapVendorSync.Core.Tests.History.Systems;

public sealed class SystemSnapshotStoreTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Snapshot_is_read_back_as_it_was_stored()
    {
        await using var history = await _folder.OpenAsync();
        var content = SystemScene.Content(1000, groups: 30, size: 200);
        content = content with { Groups = [.. content.Groups.Append(new SystemGroup("empty", "Empty") { Description = "Nobody", Doubts = ["Unreadable."] })] };

        var saved = await history.SaveAsync(SystemScene.Draft() with { Target = "odoo://db" }, content);

        saved.Number.ShouldBe(1);
        (saved.Users, saved.Groups).ShouldBe((1000, 31));
        saved.Memberships.ShouldBe(content.Groups.Sum(group => group.MemberIds.Count));
        saved.Nestings.ShouldBe(10);
        var found = (await FindAsync("1")).ShouldNotBeNull();
        found.Doubts.ShouldBeEmpty();
        (found with { Doubts = saved.Doubts }).ShouldBe(saved);
        var read = (await SystemSnapshotViewer.ReadAsync(_folder.Database, 1, CancellationToken.None)).ShouldNotBeNull();
        read.Users.Select(Text).ShouldBe(content.Users.Select(Text));
        read.Groups.Select(Text).Order(StringComparer.Ordinal).ShouldBe(content.Groups.Select(Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Order_in_which_a_system_lists_makes_no_difference()
    {
        await using var history = await _folder.OpenAsync();
        var content = SystemScene.Content(500, groups: 20, size: 50);
        await history.SaveAsync(SystemScene.Draft(), content);
        var before = Count("system_chunks");

        await history.SaveAsync(SystemScene.Draft(1), new SystemContent
        {
            Users = [.. content.Users.Reverse()],
            Groups = [.. content.Groups.Reverse().Select(group => group with { MemberIds = [.. group.MemberIds.Reverse()] })],
        });

        (Count("system_chunks"), Count("system_contents"), Count("system_snapshots")).ShouldBe((before, 1, 2));
    }

    [Fact]
    public async Task One_person_who_changed_costs_a_chunk()
    {
        await using var history = await _folder.OpenAsync();
        var content = SystemScene.Content(5000, groups: 50, size: 500);
        await history.SaveAsync(SystemScene.Draft(), content);
        var before = Count("system_chunks");
        before.ShouldBeGreaterThan(100);

        await history.SaveAsync(SystemScene.Draft(1), content with
        {
            Users = [.. content.Users.Select(user => user.Id == SystemScene.Person(77).Id ? user with { DisplayName = "Other" } : user)],
        });

        Count("system_chunks").ShouldBe(before + 1);
    }

    [Fact]
    public async Task Numbers_begin_at_one_and_are_not_used_again()
    {
        await using var history = await _folder.OpenAsync();
        for (var day = 0; day < 3; day++)
            (await history.SaveAsync(SystemScene.Draft(day), SystemScene.Content(10 + day))).Number.ShouldBe(day + 1);
        await history.SaveAsync(SystemScene.Draft(3, "other"), SystemScene.Content(3));
        (await history.Systems.PruneAsync(Limits(SystemScene.Start.AddYears(1)), CancellationToken.None)).ShouldBe(2);

        (await history.SaveAsync(SystemScene.Draft(4), SystemScene.Content(3))).Number.ShouldBe(5);

        (await ListAsync()).Select(snapshot => snapshot.Number).ShouldBe([5, 4, 3]);
    }

    [Fact]
    public async Task Snapshot_cannot_be_changed()
    {
        await using (var history = await _folder.OpenAsync())
            await history.SaveAsync(SystemScene.Draft(), SystemScene.Content(3));
        using var raw = _folder.OpenRaw();

        Should.Throw<SqliteException>(() => HistoryFolder.Run(raw, "UPDATE system_snapshots SET users = 7")).Message.ShouldContain("never changes");
    }

    [Fact]
    public async Task Snapshots_are_found_by_number_name_side_and_time()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(3));
        await history.SaveAsync(SystemScene.Draft(1, "corp", "A page is missing."), SystemScene.Content(2));
        await history.SaveAsync(SystemScene.Draft(2, "CRM") with { Side = SystemSide.Vendor }, SystemScene.Content(2));

        (await FindAsync("2"))!.Doubts.ShouldBe(["A page is missing."]);
        (await FindAsync("#3"))!.System.ShouldBe("CRM");
        (await FindAsync("latest"))!.Number.ShouldBe(3);
        (await FindAsync("CORP"))!.Number.ShouldBe(2);
        (await FindAsync("source:corp@2026-03-01T23:00:00Z"))!.Number.ShouldBe(1);
        (await FindAsync("vendor:corp")).ShouldBeNull();
        (await FindAsync("corp@2026-02-01")).ShouldBeNull();
        (await SystemSnapshotViewer.FindAsync(_folder.Database, SystemReference.Parse("corp") with { CompleteOnly = true }, CancellationToken.None))!
            .Number.ShouldBe(1);
        var error = await Should.ThrowAsync<HistoryException>(() => SystemSnapshotViewer.GetAsync(_folder.Database, "9", CancellationToken.None));
        error.Message.ShouldContain("no snapshot '9'");
    }

    [Fact]
    public async Task Name_that_both_sides_have_is_refused_without_the_side()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(), SystemScene.Content(3));
        await history.SaveAsync(SystemScene.Draft() with { Side = SystemSide.Vendor }, SystemScene.Content(3));

        (await Should.ThrowAsync<HistoryException>(() => FindAsync("corp"))).Message.ShouldContain("source:corp");
        (await FindAsync("vendor:corp"))!.Number.ShouldBe(2);
    }

    [Fact]
    public async Task Damaged_chunk_is_told_and_never_taken_for_content()
    {
        await using (var history = await _folder.OpenAsync())
            await history.SaveAsync(SystemScene.Draft(), SystemScene.Content(200));
        using (var raw = _folder.OpenRaw())
            HistoryFolder.Run(raw, "UPDATE system_chunks SET body = (SELECT body FROM system_chunks ORDER BY id LIMIT 1) WHERE id = 2");

        var error = await Should.ThrowAsync<HistoryException>(() => SystemSnapshotViewer.ReadAsync(_folder.Database, 1, CancellationToken.None));

        error.Failure.ShouldBe(HistoryFailure.Damaged);
    }

    private static SystemRetentionLimits Limits(DateTimeOffset snapshots) => new(snapshots, DateTimeOffset.UnixEpoch);

    private static string Text(GroupMember user) =>
        $"{user.Id} {user.UserName} {user.Email} {user.DisplayName} {user.Enabled} {user.GetValue("department")}";

    private static string Text(SystemGroup group) =>
        $"{group.Id} {group.Name} {group.Description} {string.Join(',', group.MemberIds.Order(StringComparer.Ordinal))} "
        + $"{string.Join(',', group.NestedIds)} {string.Join(',', group.Doubts)}";

    private Task<SystemSnapshot?> FindAsync(string text) =>
        SystemSnapshotViewer.FindAsync(_folder.Database, SystemReference.Parse(text), CancellationToken.None);

    private Task<List<SystemSnapshot>> ListAsync() =>
        SystemSnapshotViewer.ListAsync(_folder.Database, new SystemReference(), null, CancellationToken.None);

    private long Count(string table)
    {
        using var raw = _folder.OpenRaw();
        using var command = raw.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }
}
