using System.Security.Cryptography;
using System.Text;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.History.Systems;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace LdapVendorSync.Core.Tests.History.Systems;

/// <summary>People in snapshots of whole systems: encrypted, erased, trimmed.</summary>
public sealed class SystemPrivacyTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nobody_can_be_read_in_an_encrypted_file()
    {
        var location = new HistoryLocation(_folder.Database) { EncryptionKey = new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))) };
        await using (var history = await OpenAsync(location))
        {
            await history.SaveAsync(SystemScene.Draft(0, "corp"), SystemScene.Content(3, groups: 1));
            await history.SaveAsync(SystemScene.Draft(1, "corp"), SystemScene.Content(3, groups: 1).Without(1));
        }

        FileText().ShouldNotContain("user1");
        FileText().ShouldNotContain("id-000001");
        (await SystemSnapshotViewer.ReadAsync(location, 1, CancellationToken.None))!.Users.Count.ShouldBe(3);
        (await LegacyAsync(location)).ShouldHaveSingleItem().Person.UserName.ShouldBe("user1");
    }

    [Fact]
    public async Task Plain_history_is_encrypted_with_its_snapshots_when_a_key_is_set()
    {
        await using (var history = await OpenAsync(_folder.Database))
            await history.SaveAsync(SystemScene.Draft(), SystemScene.Content(200));
        var location = new HistoryLocation(_folder.Database) { EncryptionKey = new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))) };

        await (await OpenAsync(location)).DisposeAsync();

        (await SystemSnapshotViewer.ReadAsync(location, 1, CancellationToken.None))!.Users.Count.ShouldBe(200);
    }

    [Fact]
    public async Task Purge_takes_a_person_out_of_every_snapshot_and_leaves_the_counts()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(200, groups: 20, size: 30));
        await history.SaveAsync(SystemScene.Draft(1), SystemScene.Content(201, groups: 20, size: 30));

        var result = await history.WriteAsync(session => PersonPurger.Purge(session, "user13", dryRun: false), CancellationToken.None);

        result.Status.ShouldBe(PurgeStatus.Purged);
        result.Erased.Keys.ShouldContain("parts of snapshots of whole systems");
        foreach (var number in (int[])[1, 2])
        {
            var content = (await SystemSnapshotViewer.ReadAsync(_folder.Database, number, CancellationToken.None)).ShouldNotBeNull();
            content.Users.Count.ShouldBe(199 + number);
            content.Users.ShouldAllBe(user => user.UserName != "user13");
            var ids = content.Users.Select(user => user.Id).ToHashSet();
            ids.Count.ShouldBe(content.Users.Count);
            content.Groups.SelectMany(group => group.MemberIds).ShouldAllBe(id => ids.Contains(id));
            content.Groups.SelectMany(group => group.MemberIds).ShouldNotContain(SystemScene.Person(13).Id);
        }

        (await history.WriteAsync(session => PersonPurger.Purge(session, "user13", dryRun: false), CancellationToken.None)).Status.ShouldBe(PurgeStatus.NotFound);
    }

    [Fact]
    public async Task Purge_finds_whoever_is_gone_and_known_by_snapshots_alone()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1), SystemScene.Content(20).Without(4));
        await history.SaveAsync(SystemScene.Draft(2, "other"), SystemScene.Content(3));
        await history.Systems.PruneAsync(new SystemRetentionLimits(SystemScene.Start.AddYears(1), DateTimeOffset.UnixEpoch), CancellationToken.None);

        var dry = await history.WriteAsync(session => PersonPurger.Purge(session, "user4@example.org", dryRun: true), CancellationToken.None);
        (await LegacyAsync(_folder.Database)).Count.ShouldBe(1);
        var done = await history.WriteAsync(session => PersonPurger.Purge(session, "user4@example.org", dryRun: false), CancellationToken.None);

        dry.Erased.ShouldBe(done.Erased);
        (await LegacyAsync(_folder.Database)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Purged_person_who_is_still_there_does_not_come_back_by_an_unchanged_chunk_alone()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(200));
        await history.WriteAsync(session => PersonPurger.Purge(session, "user13", dryRun: false), CancellationToken.None);

        await history.SaveAsync(SystemScene.Draft(1), SystemScene.Content(200));

        (await SystemSnapshotViewer.ReadAsync(_folder.Database, 1, CancellationToken.None))!.Users.ShouldAllBe(user => user.UserName != "user13");
        (await SystemSnapshotViewer.ReadAsync(_folder.Database, 2, CancellationToken.None))!.Users.ShouldContain(user => user.UserName == "user13");
    }

    [Fact]
    public async Task Snapshots_keep_ids_and_keys_alone_where_no_profiles_are_to_be_kept()
    {
        var location = new HistoryLocation(_folder.Database) { ProfileData = ProfileData.None, MatchOn = ["email"] };
        await using (var history = await OpenAsync(location))
            await history.SaveAsync(SystemScene.Draft(), SystemScene.Content(5));

        var user = (await SystemSnapshotViewer.ReadAsync(location, 1, CancellationToken.None))!.Users[1];

        (user.Email, user.UserName, user.DisplayName, user.GetValue("department")).ShouldBe(("user1@example.org", null, null, null));
    }

    [Fact]
    public async Task Earlier_snapshots_are_cut_down_when_no_profiles_are_to_be_kept_any_more()
    {
        await using var history = await _folder.OpenAsync();
        await history.SaveAsync(SystemScene.Draft(0), SystemScene.Content(20));
        await history.SaveAsync(SystemScene.Draft(1), SystemScene.Content(20).Without(4));

        var cut = await history.WriteAsync(
            session => ProfilePurger.Purge(session, ProfileData.None, new ProfileTrimmer(ProfileData.None, ["userName"])), CancellationToken.None);

        cut["parts of snapshots of whole systems"].ShouldBeGreaterThan(0);
        (await SystemSnapshotViewer.ReadAsync(_folder.Database, 1, CancellationToken.None))!.Users.ShouldAllBe(user => user.Email == null && user.UserName != null);
        (await LegacyAsync(_folder.Database)).ShouldHaveSingleItem().Person.Email.ShouldBeNull();
    }

    private static Task<HistoryDatabase> OpenAsync(HistoryLocation location) =>
        HistoryDatabase.OpenAsync(location, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private static Task<List<LegacyPerson>> LegacyAsync(HistoryLocation location) =>
        SystemSnapshotViewer.ListLegacyAsync(location, new SystemReference(), CancellationToken.None);

    private string FileText()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
