using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Listing every group and account.</summary>
internal static class ListingBehaviours
{
    public static IEnumerable<ContractBehaviour> All =>
    [
        new("list-groups",
            "Every group is listed once, with the id by which it is found.",
            "Snapshots and orphans are made from the list.",
            ContractNeeds.Listing,
            GroupsAsync),
        new("list-users",
            "Every account is listed once, with its attributes, also beyond a page.",
            "Snapshots and orphans are made from the list.",
            ContractNeeds.Listing,
            UsersAsync),
        new("list-fails",
            "A list that cannot be read to its end fails; it does not just end.",
            "Whoever is missing from it would be taken for gone.",
            ContractNeeds.Listing | ContractNeeds.Faults,
            FailsAsync),
    ];

    private static async Task GroupsAsync(ContractScene scene)
    {
        var count = (scene.Vendor.PageSize is { } page and < 300 ? page : 100) + 5;
        var names = Enumerable.Range(1, count).Select(number => $"{ContractNames.Group}-{number}").ToArray();
        foreach (var name in names)
            await scene.SeedGroupAsync(name).ConfigureAwait(false);
        var provider = (IListingVendorProvider)await scene.ConnectAsync().ConfigureAwait(false);
        var groups = new List<VendorGroup>();
        await foreach (var group in provider.ListGroupsAsync(scene.Token).ConfigureAwait(false))
            groups.Add(group);
        var ours = groups.Where(group => names.Contains(group.Name, StringComparer.Ordinal)).ToArray();
        Check.SameSet(names, ours.Select(group => group.Name), "groups that were listed");
        foreach (var group in (VendorGroup[])[ours[0], ours[^1]])
            Check.Equal(group.Id, (await scene.GroupAsync(provider, group.Name).ConfigureAwait(false)).Id, $"the id of {group.Name}");
    }

    private static async Task UsersAsync(ContractScene scene)
    {
        var people = await scene.SeedManyAsync((scene.Vendor.PageSize ?? 100) + 5).ConfigureAwait(false);
        var provider = (IListingVendorProvider)await scene.ConnectAsync().ConfigureAwait(false);
        var listed = new List<Core.Members.GroupMember>();
        await foreach (var user in provider.ListUsersAsync(scene.Token).ConfigureAwait(false))
            listed.Add(user);
        var ids = people.Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
        Check.SameSet(ids, listed.Select(user => user.Id).Where(ids.Contains), "accounts that were listed");
        foreach (var person in (Core.Members.GroupMember[])[people[0], people[^1]])
            scene.CheckAttributes(person, listed.Single(user => user.Id == person.Id), $"{person.Label} in the list");
    }

    private static async Task FailsAsync(ContractScene scene)
    {
        await scene.SeedManyAsync(5).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = (IListingVendorProvider)await scene.ConnectAsync().ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError }).ConfigureAwait(false);
        await Check.FailsAsync(
            () => DrainAsync(provider.ListUsersAsync(scene.Token)), "list the accounts while the vendor fails").ConfigureAwait(false);
        await Check.FailsAsync(
            () => DrainAsync(provider.ListGroupsAsync(scene.Token)), "list the groups while the vendor fails").ConfigureAwait(false);
    }

    private static async Task DrainAsync<T>(IAsyncEnumerable<T> list)
    {
        await foreach (var _ in list.ConfigureAwait(false))
        {
            // Only how it ends matters.
        }
    }
}
