using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Scim;
using LdapVendorSync.Fixtures.Scim;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Scim;

public sealed class ScimGroupTests
{
    [Theory]
    [InlineData("SRE")]
    [InlineData("sre")]
    public async Task Group_is_found_by_name_in_any_case(string name)
    {
        await using var vendor = await ScimVendor.StartAsync();

        (await vendor.Provider.FindGroupAsync(name, default)).ShouldBe(vendor.Group);
    }

    [Fact]
    public async Task Group_is_found_by_id()
    {
        await using var vendor = await ScimVendor.StartAsync();

        (await vendor.Provider.FindGroupAsync(vendor.Group.Id, default)).ShouldBe(vendor.Group);
    }

    [Theory]
    [InlineData("SR")]
    [InlineData("SRE2")]
    [InlineData("..")]
    [InlineData("a/b?c=d#e")]
    public async Task Group_that_is_not_there_is_not_found(string name)
    {
        await using var vendor = await ScimVendor.StartAsync();

        (await vendor.Provider.FindGroupAsync(name, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("Quote \" and \\ slash")]
    [InlineData("Ärzte & Pflege 日本 😀")]
    [InlineData("x\" or displayName eq \"SRE")]
    public async Task Names_cannot_end_a_filter(string name)
    {
        await using var vendor = await ScimVendor.StartAsync();
        (await vendor.Provider.FindGroupAsync(name, default)).ShouldBeNull();
        var id = vendor.Store.AddGroup(name);

        (await vendor.Provider.FindGroupAsync(name, default)).ShouldBe(new VendorGroup(id, name));
    }

    [Fact]
    public async Task Exact_spelling_wins_and_two_of_one_spelling_are_ambiguous()
    {
        await using var vendor = await ScimVendor.StartAsync();
        var other = vendor.Store.AddGroup("sre");
        (await vendor.Provider.FindGroupAsync("sre", default))!.Id.ShouldBe(other);
        (await Should.ThrowAsync<VendorException>(() => vendor.Provider.FindGroupAsync("Sre", default))).Failure.ShouldBe(VendorFailure.Ambiguous);

        vendor.Store.AddGroup("SRE");
        (await Should.ThrowAsync<VendorException>(() => vendor.Provider.FindGroupAsync("SRE", default))).Failure.ShouldBe(VendorFailure.Ambiguous);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_without_filters_is_read_whole(bool says)
    {
        var options = says ? new ScimFakeOptions { Filters = false, MaxPage = 2 } : new ScimFakeOptions { IgnoresFilters = true, MaxPage = 2 };
        await using var vendor = await ScimVendor.StartAsync(options);
        var ids = Enumerable.Range(1, 5).Select(number => vendor.Store.AddGroup($"group {number}")).ToArray();

        (await vendor.Provider.FindGroupAsync("group 5", default))!.Id.ShouldBe(ids[4]);
    }

    [Fact]
    public async Task Group_is_created_once()
    {
        await using var vendor = await ScimVendor.StartAsync();

        var created = await vendor.Provider.CreateGroupAsync("Neue Gruppe ß", default);
        var again = await vendor.Provider.CreateGroupAsync("Neue Gruppe ß", default);

        again.ShouldBe(created);
        vendor.Store.Groups.Count.ShouldBe(2);
        vendor.Provider.Capabilities.CreateGroups.ShouldBeTrue();
    }

    [Fact]
    public async Task Group_whose_creation_was_not_answered_is_not_created_twice()
    {
        await using var vendor = await ScimVendor.StartAsync();
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.ResetAfter, Method = "POST", Times = 1 });

        var created = await vendor.Provider.CreateGroupAsync("New", default);

        vendor.Store.Groups.Select(group => (string)group["id"]!).ShouldContain(created.Id);
        vendor.Store.Groups.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_credentials_show_when_connecting_whatever_is_known_to_anybody(bool discovers)
    {
        var options = new ScimFakeOptions { Authorization = "Bearer right", Discovery = discovers };

        var error = await Should.ThrowAsync<VendorException>(() => ScimVendor.StartAsync(options));

        error.Failure.ShouldBe(VendorFailure.Authentication);
    }

    [Fact]
    public async Task Discovery_says_what_is_used_and_settings_win()
    {
        await using var told = await ScimVendor.StartAsync(new ScimFakeOptions { Bulk = true, MaxPage = 5 });
        told.Provider.Batch.Actions.ShouldContain(ChangeAction.Update);
        await using var silent = await ScimVendor.StartAsync(new ScimFakeOptions { Bulk = true, Discovery = false });
        silent.Provider.Batch.Actions.ShouldNotContain(ChangeAction.Update);
        await using var set = await ScimVendor.StartAsync(new ScimFakeOptions { Bulk = true }, new ScimSettings { Bulk = false, Patch = false });
        set.Provider.Batch.Actions.ShouldNotContain(ChangeAction.Update);
        set.Provider.Capabilities.ReplacesWholeGroup.ShouldBeTrue();
    }
}
