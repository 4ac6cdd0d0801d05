using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.History.Systems;

namespace LdapVendorSync.Core.Tests.History.Systems;

public sealed class LegacyPeopleTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_is_gone_is_kept_as_last_seen()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(2), SystemScene.Content(20).Without(4));

        var gone = (await LegacyAsync()).ShouldHaveSingleItem();

        gone.Person.UserName.ShouldBe("user4");
        gone.Person.GetValue("department").ShouldBe("Department 4");
        gone.FirstSeenAt.ShouldBe(SystemScene.Draft(0).TakenAt);
        gone.LastSeenAt.ShouldBe(SystemScene.Draft(1).TakenAt);
        gone.LastSnapshot.ShouldBe(2);
    }

    [Fact]
    public async Task Incomplete_snapshot_makes_nobody_legacy()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1, "corp", "A page is missing."), SystemScene.Content(20).Without(4, 5));
        (await LegacyAsync()).ShouldBeEmpty();

        // The same people, but proved to be all.
        await history.SaveAsync(SystemScene.Draft(2), SystemScene.Content(20).Without(4, 5));

        (await LegacyAsync()).Select(gone => gone.Person.UserName).ShouldBe(["user4", "user5"]);
    }

    [Fact]
    public async Task Doubt_about_a_group_alone_leaves_the_list_of_people_proved()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        var draft = SystemScene.Draft(1, "corp", "A group is unreadable.") with { DoubtfulParts = SystemParts.Memberships };

        await history.SaveAsync(draft, SystemScene.Content(20).Without(4));

        (await LegacyAsync()).ShouldHaveSingleItem().Person.UserName.ShouldBe("user4");
    }

    [Fact]
    public async Task Whoever_was_seen_in_an_incomplete_snapshot_was_seen()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1, "corp", "A page is missing."), SystemScene.Content(21));
        await history.SaveAsync(SystemScene.Draft(2), SystemScene.Content(20).Without(4));

        (await LegacyAsync()).ShouldAllBe(gone => gone.LastSnapshot == 2);
        (await LegacyAsync()).Select(gone => gone.Person.UserName).ShouldBe(["user4", "user20"]);
    }

    [Fact]
    public async Task Whoever_comes_back_is_legacy_no_more_and_was_first_seen_long_ago()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1), SystemScene.Content(20).Without(4));
        await history.SaveAsync(SystemScene.Draft(2), SystemScene.Content(20));
        (await LegacyAsync()).ShouldBeEmpty();

        await history.SaveAsync(SystemScene.Draft(3), SystemScene.Content(20).Without(4));

        (await LegacyAsync()).ShouldHaveSingleItem().FirstSeenAt.ShouldBe(SystemScene.Draft(0).TakenAt);
    }

    [Fact]
    public async Task Systems_of_one_name_on_two_sides_have_people_of_their_own()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1) with { Side = SystemSide.Vendor }, SystemScene.Content(3));

        (await LegacyAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Legacy_people_are_forgotten_when_their_own_time_is_over()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1), SystemScene.Content(20).Without(4));
        await history.SaveAsync(SystemScene.Draft(2), SystemScene.Content(20).Without(4, 5));

        await history.Systems.PruneAsync(
            new SystemRetentionLimits(DateTimeOffset.UnixEpoch, SystemScene.Draft(1).TakenAt), CancellationToken.None);

        (await LegacyAsync()).ShouldHaveSingleItem().Person.UserName.ShouldBe("user5");
    }

    private Task<List<LegacyPerson>> LegacyAsync() =>
        SystemSnapshotViewer.ListLegacyAsync(_folder.Database, SystemReference.OfSystem("corp"), CancellationToken.None);
}
