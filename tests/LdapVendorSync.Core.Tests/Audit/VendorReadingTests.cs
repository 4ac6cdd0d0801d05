using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Tests.Vendors.Glean;
using LdapVendorSync.Core.Tests.Vendors.Grafana;
using LdapVendorSync.Core.Tests.Vendors.Scim;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Core.Tests.Audit;

/// <summary>Whole vendors, by their APIs.</summary>
public sealed class VendorReadingTests
{
    [Fact]
    public async Task Scim_service_gives_its_people_and_groups()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 250);

        var reading = await vendor.Provider.ReadSystemAsync();

        reading.DoubtfulParts.ShouldBe(SystemParts.None);
        reading.Content.Users.Count.ShouldBe(250);
        reading.Group("SRE").MemberIds.Count.ShouldBe(250);
        reading.Content.Users.ShouldAllBe(user => user.Read == null);
    }

    [Fact]
    public async Task Grafana_gives_its_people_and_teams()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        var ada = grafana.Store.AddUser("ada");
        grafana.Store.AddUser("zoe");
        grafana.Store.AddTeam("SRE", ada);
        grafana.Store.AddTeam("Empty");

        var reading = await grafana.Provider.ReadSystemAsync();

        reading.DoubtfulParts.ShouldBe(SystemParts.None);
        reading.Content.Users.Select(user => user.UserName).ShouldContain("zoe");
        reading.MembersOf("SRE").ShouldBe(["ada"]);
        reading.Group("Empty").MemberIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Group_that_cannot_be_read_is_in_with_its_doubts()
    {
        await using var grafana = await GrafanaVendor.StartAsync();
        grafana.Store.AddTeam("SRE", grafana.Store.AddUser("ada"));
        grafana.Store.AddTeam("Ops", grafana.Store.AddUser("zoe"));
        var broken = grafana.Store.Teams.Single(team => team.Value.Name == "SRE").Key;
        grafana.Server.Faults.Add(new Fault { Kind = FaultKind.Reset, Method = "GET", Path = $"/api/teams/{broken}/members" });

        var reading = await grafana.Provider.ReadSystemAsync();

        reading.Group("SRE").Doubts.ShouldHaveSingleItem();
        reading.MembersOf("Ops").ShouldBe(["zoe"]);
        reading.DoubtfulParts.ShouldBe(SystemParts.Memberships);
        reading.Doubts.ShouldHaveSingleItem().ShouldStartWith("Of 1 of 2 groups it is not sure who is in: SRE.");
    }

    [Fact]
    public async Task List_of_people_that_breaks_off_is_kept_and_in_doubt()
    {
        await using var vendor = await ScimVendor.StartAsync(new Fixtures.Scim.ScimFakeOptions { MaxPage = 10 }, members: 35);
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, Path = "/Users", Skip = 2 });

        var reading = await vendor.Provider.ReadSystemAsync();

        reading.DoubtfulParts.HasFlag(SystemParts.Users).ShouldBeTrue();
        reading.Content.Users.Count.ShouldBeGreaterThanOrEqualTo(10);
        reading.Doubts[0].ShouldContain("may not be whole");
    }

    [Fact]
    public async Task Service_that_gives_no_people_at_all_ends_the_reading()
    {
        await using var vendor = await ScimVendor.StartAsync(members: 5);
        vendor.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, Path = "/Users" });

        await Should.ThrowAsync<VendorException>(() => vendor.Provider.ReadSystemAsync());
    }

    [Fact]
    public async Task Vendor_without_lists_says_what_is_missing()
    {
        await using var provider = VendorProviderRegistry.CreateDefault().Create(HttpVendor.Context(HttpVendor.Settings(new Uri("http://127.0.0.1:1/"))));

        var error = await Should.ThrowAsync<VendorException>(() => provider.ReadSystemAsync());

        error.Failure.ShouldBe(VendorFailure.Unsupported);
        error.Message.ShouldContain("list_users and list_groups");
    }

    [Fact]
    public async Task Vendor_that_cannot_be_asked_gives_no_snapshot_of_what_it_was_told()
    {
        await using var glean = await GleanVendor.StartAsync();
        await using var provider = await glean.ConnectAsync();

        (await Should.ThrowAsync<VendorException>(() => provider.ReadSystemAsync())).Message.ShouldContain("cannot be asked");
    }
}
