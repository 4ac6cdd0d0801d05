using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>What recognises people, and what their accounts get: several keys in order, mapped attributes, groups that are created.</summary>
public sealed class ProfileSyncTests : IDisposable
{
    private const string Keys = "match_on: [employeeNumber, email, userName]";

    private readonly FileScenario _scenario = new() { VendorSettings = Keys };

    public ProfileSyncTests()
    {
        _scenario.Source.WithNumbered("staff", 4);
        _scenario.Source.Change("id-00001", person => person with { More = ("employeeNumber", "1001") });
        _scenario.Source.Change("id-00002", person => person with { More = ("employeeNumber", "1002") });
        _scenario.Source.Change("id-00004", person => person with { Mail = null });
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Later_key_recognises_an_account_that_lacks_the_earlier_one()
    {
        var byNumber = await CreateAsync("other", "other@example.com", "1001");
        var byMail = await CreateAsync("somebody", "USER00002@example.com", null);
        var byMailToo = await CreateAsync("third", "user00003@example.com", null);
        var byName = await CreateAsync("user00004", null, null);

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Changes.Where(change => change.Change.Action == ChangeAction.Add).Select(change => change.Change.VendorMember!.Id)
            .ShouldBe([byNumber, byMail, byMailToo, byName], ignoreOrder: true);
        _scenario.Vendor.Requests.ShouldNotContain(request => request.StartsWith("create user", StringComparison.Ordinal));
        (await _scenario.RunAsync()).Totals.Unchanged.ShouldBe(4);
    }

    [Fact]
    public async Task Account_with_another_better_key_is_nobody_known()
    {
        await CreateAsync("user00001", "user00001@example.com", "9999");

        var run = await _scenario.RunAsync();

        run.Totals.Skipped.ShouldBe(1, run.Describe());
        var skipped = run.Changes.Single(change => change.Result == ChangeResult.Skipped);
        skipped.Change.User.ShouldBe("user00001");
        skipped.Message.ShouldNotBeNull().ShouldContain("the same email, but not the same employeeNumber");
        (await _scenario.MembersAsync()).ShouldNotContain("user00001");
    }

    [Fact]
    public async Task Linked_person_keeps_the_account_whatever_the_keys_are_by_now()
    {
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00001", person => person with { More = ("employeeNumber", "7777") });
        await _scenario.WithVendorAsync(async vendor =>
        {
            var group = (await vendor.FindGroupAsync("users", default)).ShouldNotBeNull();
            var account = (await _scenario.AccountAsync("user00001")).ShouldNotBeNull();
            await vendor.RemoveGroupMemberAsync(group, account, default);
            return true;
        });

        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        run.Totals.Added.ShouldBe(1);
        (await _scenario.MembersAsync()).ShouldContain("user00001");
    }

    [Fact]
    public async Task Any_number_of_attributes_follow_their_expressions_when_created_and_when_updated()
    {
        _scenario.VendorSettings = """
            attributes: { userName: '{uid|lower}', email: mail, displayName: '{sn}, {givenName}', badge: 'B-{employeeNumber}', note: employeeNumber }
            """;

        (await _scenario.RunAsync()).ExitCode.ShouldBe(SyncExitCode.Done);
        var created = (await _scenario.AccountAsync("user00001")).ShouldNotBeNull();
        created.DisplayName.ShouldBe("Last1, First1");
        created.GetValue("badge").ShouldBe("B-1001");
        created.GetValue("note").ShouldBe("1001");

        _scenario.Source.Change("id-00001", person => person with { More = ("employeeNumber", "2002"), LastName = "Married" });
        var run = await _scenario.RunAsync();

        run.Totals.ShouldBe(new SyncTotals { Updated = 1, Unchanged = 3 }, run.Describe());
        run.Changes[0].Change.Differences.Select(difference => difference.Attribute).ShouldBe(["displayName", "badge", "note"], ignoreOrder: true);
        (await _scenario.AccountAsync("user00001")).ShouldNotBeNull().GetValue("badge").ShouldBe("B-2002");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attribute_that_is_missing_at_the_source_is_blanked_only_where_that_is_asked_for(bool clear)
    {
        _scenario.VendorSettings = $"clear_missing: {(clear ? "true" : "false")}\nattributes: {{ userName: uid, email: mail, note: employeeNumber }}";
        await _scenario.RunAsync();
        _scenario.Source.Change("id-00001", person => person with { More = null, Mail = null });

        var run = await _scenario.RunAsync();

        run.Totals.Updated.ShouldBe(clear ? 1 : 0, run.Describe());
        var account = (await _scenario.AccountAsync("user00001")).ShouldNotBeNull();
        account.GetValue("note").ShouldBe(clear ? null : "1001");
        account.Email.ShouldBe(clear ? null : "user00001@example.com");
    }

    [Fact]
    public async Task Groups_are_created_once_and_a_vendor_that_cannot_fails_those_mappings_alone()
    {
        _scenario.Source.WithNumbered("guests", 2);
        _scenario.Mappings.Add(("guests", "guests", null));
        await _scenario.CreateAccountAsync(new GroupMember { Id = "x", UserName = "user00001", Email = "user00001@example.com" }, "users");
        _scenario.Vendor.Capabilities = can => can with { CreateGroups = false };

        var failed = await _scenario.RunAsync();

        failed.ExitCode.ShouldBe(SyncExitCode.FinishedWithFailures, failed.Describe());
        failed.Vendors[0].Groups[0].Error.ShouldBeNull();
        failed.Vendors[0].Groups[1].Error.ShouldNotBeNull().ShouldContain("groups cannot be created there");

        _scenario.Vendor.Capabilities = can => can;
        var dry = await _scenario.RunAsync(new SyncOptions { DryRun = true });
        dry.Changes[0].ToString().ShouldContain("Planned");
        var run = await _scenario.RunAsync();

        run.ExitCode.ShouldBe(SyncExitCode.Done, run.Describe());
        _scenario.Vendor.Requests.Count(request => request.StartsWith("create group", StringComparison.Ordinal)).ShouldBe(1);
        (await _scenario.MembersAsync("guests")).ShouldBe(["user00001", "user00002"]);
    }

    private async Task<string> CreateAsync(string userName, string? mail, string? number)
    {
        var account = new GroupMember { Id = "x", UserName = userName, Email = mail };
        return (await _scenario.CreateAccountAsync(number is null ? account : account.WithValue("employeeNumber", number))).Id;
    }
}
