using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Tests.Vendors.Odoo;
using LdapVendorSync.Core.Vendors.Odoo;

namespace LdapVendorSync.Core.Tests.Audit;

/// <summary>A whole Odoo, from a real PostgreSQL with the tables of each version.</summary>
public sealed class OdooReadingTests(OdooServer server) : IClassFixture<OdooServer>
{
    private const string Manager = "sales_team.group_sale_manager";
    private const string Salesman = "sales_team.group_sale_salesman";

    public static TheoryData<int> Versions => [14, 16, 17, 18, 19];

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    public async Task Memberships_are_those_of_the_table_and_nestings_those_that_are_implied(int version)
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(version));

        var reading = await odoo.ReadSystemAsync();

        reading.DoubtfulParts.ShouldBe(SystemParts.None);
        reading.Content.Users.Count.ShouldBe(2501);
        reading.Content.Users.ShouldAllBe(user => !user.Attributes.ContainsKey(OdooUser.Direct));

        // Whoever is a manager is a salesman too, and whoever is a salesman an internal user.
        reading.NestedIn(Salesman).ShouldBe([Manager]);
        reading.NestedIn("base.group_user").ShouldBe(["base.group_system", Salesman]);
        reading.MembersOf(Manager).Count().ShouldBe(250);

        // Up to 18 managers are listed among the salesmen too.
        reading.MembersOf(Salesman).Count().ShouldBe(version < 19 ? 1000 : 750);
        reading.MembersOf("Nobody").ShouldBeEmpty();
        reading.Content.Users.Single(user => user.UserName == "u00049").Enabled.ShouldBe(false);
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    public async Task Memberships_and_nestings_come_to_the_same_members_as_reading_the_group(int version)
    {
        await using var odoo = await OdooServer.ConnectAsync(await server.SettingsAsync(version));
        var reading = await odoo.ReadSystemAsync();
        var groups = reading.Content.Groups.ToDictionary(group => group.Id);

        foreach (var group in await odoo.ListGroupsAsync(CancellationToken.None).ToListAsync())
        {
            var read = await odoo.ReadGroupMembers(group, CancellationToken.None).Select(member => member.Id).ToListAsync();
            Closure(group.Id, []).Order(StringComparer.Ordinal).ShouldBe(read.Order(StringComparer.Ordinal), group.Name);
        }

        HashSet<string> Closure(string id, HashSet<string> seen) => !seen.Add(id)
            ? []
            : [.. groups[id].MemberIds, .. groups[id].NestedIds.SelectMany(nested => Closure(nested, seen))];
    }
}
