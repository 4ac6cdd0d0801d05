using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

/// <summary>Each quirk profile against a server that behaves as the vendor's documentation says.</summary>
public sealed class ScimQuirksTests
{
    [Fact]
    public async Task Aws_is_read_by_cursor_and_written_a_hundred_at_once()
    {
        await using var vendor = await ScimVendor.StartAsync(Aws(), new ScimSettings { Quirks = ScimQuirks.Aws }, members: 250);
        var more = vendor.Store.AddNumbered(null, 230);

        var (members, completeness) = await vendor.ReadAsync();
        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(250);

        (await vendor.ApplyAsync(ChangeAction.Add, more)).ShouldAllBe(outcome => outcome.Failure == null);
        (await vendor.ApplyAsync(ChangeAction.Remove, more.Take(150))).ShouldAllBe(outcome => outcome.Failure == null);
        vendor.Store.MemberIds(vendor.Group.Id).Count.ShouldBe(330);
        vendor.Writes.Count.ShouldBe(5);
        vendor.Server.Requests.All.ShouldAllBe(request => !request.Query.Contains("startIndex") && !request.Query.Contains("excludedAttributes"));
    }

    [Fact]
    public async Task Aws_gets_whole_lists_of_addresses()
    {
        await using var vendor = await ScimVendor.StartAsync(Aws(), new ScimSettings { Quirks = ScimQuirks.Aws }, members: 3);
        var user = (await vendor.FindAsync("user00002"))!;

        await vendor.Provider.UpdateUserAsync(user, [new AttributeDifference("email", user.Email, "new@example.com")], default);

        (await vendor.FindAsync("user00002"))!.Email.ShouldBe("new@example.com");
        vendor.Writes.ShouldHaveSingleItem().ShouldContain("""{"op":"replace","path":"emails","value":[{"value":"new@example.com","type":"work","primary":true}]}""");
        (await vendor.Provider.FindGroupAsync("SRE", default)).ShouldBe(vendor.Group);
    }

    [Fact]
    public async Task Slack_is_asked_for_large_pages_and_never_for_a_deletion()
    {
        var options = new ScimFakeOptions { DefaultPage = 10, MaxPage = 1000, DeleteDisables = true, Discovery = false };
        await using var vendor = await ScimVendor.StartAsync(options, new ScimSettings { Quirks = ScimQuirks.Slack }, members: 2500);

        var (members, completeness) = await vendor.ReadAsync();

        completeness.Status.ShouldBe(CompletenessStatus.Complete);
        members.Count.ShouldBe(2500);
        vendor.Server.Requests.All.Count.ShouldBeLessThanOrEqualTo(4);
        vendor.Provider.Capabilities.DeleteUsers.ShouldBeFalse();
        vendor.Provider.Capabilities.MaxConcurrency.ShouldBe(2);
        var error = await Should.ThrowAsync<VendorException>(() => vendor.Provider.DeleteUserAsync(members[0], default));
        (error.Failure, error.NotSent).ShouldBe((VendorFailure.Unsupported, true));
        vendor.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Github_gets_what_it_requires()
    {
        var options = new ScimFakeOptions
        {
            Discovery = false, FiltersWithOr = false, Required = ["userName", "externalId", "displayName", "active", "emails"],
        };
        await using var vendor = await ScimVendor.StartAsync(options, new ScimSettings { Quirks = ScimQuirks.Github });

        var created = await vendor.Provider.CreateUserAsync(ScimVendor.Ada, default);
        var group = await vendor.Provider.CreateGroupAsync("New", default);
        await vendor.Provider.AddGroupMemberAsync(group, created, default);

        var user = vendor.Store.FindUser("ada")!;
        (user["externalId"]!.ToString(), user["displayName"]!.ToString()).ShouldBe(("entry-1", "Ada Lovelace"));
        vendor.Store.Groups.Single(one => (string?)one["displayName"] == "New")["externalId"]!.ToString().ShouldBe("New");
        vendor.Store.MemberIds(group.Id).ShouldBe([created.Id]);
    }

    [Fact]
    public async Task Generic_profile_sends_nothing_that_was_not_asked_for()
    {
        await using var vendor = await ScimVendor.StartAsync();

        await vendor.Provider.CreateUserAsync(ScimVendor.Ada, default);

        var user = vendor.Store.FindUser("ada")!;
        user["externalId"].ShouldBeNull();
        user["displayName"].ShouldBeNull();
    }

    private static ScimFakeOptions Aws() => new()
    {
        Discovery = false,
        PagesByCursor = true,
        MaxPage = 100,
        ShowsMembers = false,
        ShowsGroups = false,
        FiltersWithOr = false,
        MaxMemberChanges = 100,
        TooManyStatus = 400,
        RemovesByFilter = false,
        RemovesByValue = true,
        AddsTwice = false,
        PatchesSingleValues = false,
        AnswersNoContent = true,
    };
}
