using LdapVendorSync.Core.History;
using LdapVendorSync.Core.History.Purging;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>What is remembered of vendors that cannot be asked.</summary>
public sealed class VendorMemoryStoreTests : IDisposable
{
    private const string Target = "glean:https://example-be.glean.com/api/index/v1";
    private static readonly DateTimeOffset Moment = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly HistoryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_saved_is_there_again_and_belongs_to_its_target()
    {
        await FillAsync();

        await using var history = await _folder.OpenAsync();
        var content = await history.VendorMemories.LoadAsync(Target, default);

        content.Accounts.Select(known => (known.Account.Id, known.Account.GetValue("title"), known.IsInDoubt)).Order()
            .ShouldBe([("a1", "Chief", false), ("a2", "Clerk", true)]);
        content.Groups.ShouldBe([new VendorGroup("sre", "Site Reliability")]);
        content.Memberships.Count.ShouldBe(3);
        content.Uploads.ShouldBe([new RememberedUpload("people", Moment, null, IsOpen: true)]);
        (await history.VendorMemories.LoadAsync("glean:other", default)).Accounts.ShouldBeEmpty();
        (await HistoryViewer.GetVendorMemoryAsync(_folder.Database, Target, default)).Accounts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Account_that_is_forgotten_takes_its_memberships_along()
    {
        await FillAsync();
        await using var history = await _folder.OpenAsync();

        await history.VendorMemories.SaveAsync(Target, new VendorMemoryChange { ForgottenAccounts = ["a1"] }, default);

        var content = await history.VendorMemories.LoadAsync(Target, default);
        content.Accounts.ShouldHaveSingleItem().Account.Id.ShouldBe("a2");
        content.Memberships.ShouldHaveSingleItem().AccountId.ShouldBe("a2");
    }

    [Fact]
    public async Task Person_whom_the_source_no_longer_has_is_not_purged_while_the_vendor_has_them()
    {
        await FillAsync();

        var result = await PurgeAsync("ada@example.com");

        result.Status.ShouldBe(PurgeStatus.LinkIsNeeded);
        result.Refusal.ShouldNotBeNull().ShouldContain("cannot be asked");
        (await HistoryViewer.GetVendorMemoryAsync(_folder.Database, Target, default)).Accounts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Purge_takes_nothing_of_others_that_would_be_sent_again_disfigured()
    {
        await FillAsync(manager: "boss@example.com");
        await using (var history = await _folder.OpenWithRunAsync("other"))
        {
            await history.Links.SaveLinksAsync(
                "other",
                [new Link { Target = "sqlite:wiki", Source = "corp", SourceId = "uuid-boss", VendorId = "u9", Person = "boss@example.com", MatchKeys = new Dictionary<string, string>() }],
                default);
        }

        (await PurgeAsync("boss@example.com")).Status.ShouldBe(PurgeStatus.Purged);

        var accounts = (await HistoryViewer.GetVendorMemoryAsync(_folder.Database, Target, default)).Accounts;
        accounts.ShouldAllBe(known => known.Account.GetValue("managerEmail") == null);
        accounts.Select(known => known.Account.GetValue("title")).Order().ShouldBe(["Chief", "Clerk"]);
    }

    private async Task FillAsync(string? manager = null)
    {
        await using var history = await _folder.OpenAsync();
        await history.VendorMemories.SaveAsync(
            Target,
            new VendorMemoryChange
            {
                Accounts = [new RememberedAccount(Person("a1", "ada", "Chief")), new RememberedAccount(Person("a2", "bob", "Clerk"), IsInDoubt: true)],
                Groups = [new VendorGroup("sre", "Site Reliability")],
                Memberships =
                    [new RememberedMembership(":people", "a1"), new RememberedMembership(":people", "a2"), new RememberedMembership("sre", "a1", IsInDoubt: true)],
                Uploads = [new RememberedUpload("people", Moment, null, IsOpen: true)],
            },
            default);

        GroupMember Person(string id, string name, string title) =>
            new GroupMember { Id = id, UserName = name, Email = $"{name}@example.com" }.WithValue("title", title).WithValue("managerEmail", manager);
    }

    private async Task<PurgeResult> PurgeAsync(string person)
    {
        await using var history = await _folder.OpenAsync();
        return await history.WriteAsync(session => PersonPurger.Purge(session, person, dryRun: false), default);
    }
}
