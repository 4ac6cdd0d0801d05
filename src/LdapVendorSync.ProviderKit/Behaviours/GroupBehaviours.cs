using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Finding and creating groups.</summary>
internal static class GroupBehaviours
{
    private const string OddName = "kit Ünïcødé ✓ & <O'Brien> \"x\" / 100% #1?";

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("group-found-by-name",
            "A group is found by its name, and its id is the same each time.",
            "The config names groups by their names, the history keeps their ids.",
            ContractNeeds.None,
            FoundByNameAsync),
        new("group-found-by-id",
            "A group is found by its id too.",
            "The config may give either; ids survive a rename.",
            ContractNeeds.None,
            FoundByIdAsync),
        new("group-unknown",
            "A group that is not there is not found, which is no error.",
            "The mapping says that its group is missing, or creates it.",
            ContractNeeds.None,
            UnknownAsync),
        new("group-similar-names",
            "A group whose name only begins or ends like the one that is asked for is not taken for it.",
            "Somebody would get into another group than the config says.",
            ContractNeeds.None,
            SimilarNamesAsync),
        new("group-odd-name",
            "A group with quotes, spaces, slashes and letters beyond ASCII in its name is found and read.",
            "Names of groups come from people.",
            ContractNeeds.None,
            OddNameAsync),
        new("group-find-fails",
            "Looking for a group fails when the vendor does; it does not say that there is none.",
            "The group would be created a second time, or its mapping given up.",
            ContractNeeds.Faults,
            FindFailsAsync),
        new("group-create",
            "A group that was created is there, is empty and can be used.",
            "create_groups makes groups that members are then added to.",
            ContractNeeds.CreateGroups,
            CreateAsync),
        new("group-create-twice",
            "Creating a group that is there gives that one, or is a Conflict; there is never a second one.",
            "Two groups of one name are ambiguous from then on.",
            ContractNeeds.CreateGroups,
            CreateTwiceAsync),
    ];

    private static async Task FoundByNameAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.OtherGroup).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var first = await scene.GroupAsync(provider).ConfigureAwait(false);
        var second = await scene.GroupAsync(await scene.ConnectAsync().ConfigureAwait(false)).ConfigureAwait(false);
        Check.Equal(first.Id, second.Id, "the id of a group that was found twice");
        Check.Equal(ContractNames.Group, first.Name, "the name of a group");
        var other = await scene.GroupAsync(provider, ContractNames.OtherGroup).ConfigureAwait(false);
        Check.That(first.Id != other.Id, $"Two groups have the id {first.Id}.");
    }

    private static async Task FoundByIdAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var byName = await scene.GroupAsync(provider).ConfigureAwait(false);
        var byId = await scene.GroupAsync(provider, byName.Id).ConfigureAwait(false);
        Check.Equal(byName.Id, byId.Id, "the id of a group that was found by it");
        (await scene.ReadAsync(provider, byId).ConfigureAwait(false)).CheckComplete(people);
    }

    private static async Task UnknownAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var found = await provider.FindGroupAsync(ContractNames.UnknownGroup, scene.Token).ConfigureAwait(false);
        Check.That(found is null, $"A group '{ContractNames.UnknownGroup}' was found (id {found?.Id}), and there is none.");
    }

    private static async Task SimilarNamesAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group + "-2").ConfigureAwait(false);
        await scene.SeedGroupAsync("x" + ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var found = await provider.FindGroupAsync(ContractNames.Group, scene.Token).ConfigureAwait(false);
        Check.That(found is null, $"'{found?.Name}' (id {found?.Id}) was taken for '{ContractNames.Group}'.");
    }

    private static async Task OddNameAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(OddName, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider, OddName).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people);
    }

    private static async Task FindFailsAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError }).ConfigureAwait(false);
        VendorGroup? found = null;
        var error = await Check.MayFailAsync(
            async () => found = await provider.FindGroupAsync(ContractNames.Group, scene.Token).ConfigureAwait(false),
            "find a group while the vendor fails").ConfigureAwait(false);
        Check.That(error is not null || found is not null, "A vendor that fails was taken for one without the group.");
    }

    private static async Task CreateAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var created = await provider.CreateGroupAsync(ContractNames.Group, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync([]).ConfigureAwait(false);
        Check.Equal(
            created.Id, (await scene.GroupAsync(provider).ConfigureAwait(false)).Id, "the id of a group that was created and then found");
        (await scene.ReadAsync(provider, created).ConfigureAwait(false)).CheckComplete([]);
        if (!provider.Capabilities.ChangeMemberships)
            return;
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        await provider.AddGroupMemberAsync(created, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync([ada]).ConfigureAwait(false);
    }

    private static async Task CreateTwiceAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var before = await scene.GroupAsync(provider).ConfigureAwait(false);
        VendorGroup? second = null;
        var error = await Check.MayFailAsync(
            async () => second = await provider.CreateGroupAsync(ContractNames.Group, scene.Token).ConfigureAwait(false),
            "create a group that is there").ConfigureAwait(false);
        Check.That(error is null or { Failure: VendorFailure.Conflict }, $"Creating it again failed as {error?.Failure}.", error);
        Check.That(second is null || second.Id == before.Id, $"There are two groups now: {before.Id} and {second?.Id}.");
        var after = await scene.GroupAsync(provider).ConfigureAwait(false);
        Check.Equal(before.Id, after.Id, "the id of a group that was created a second time");
        await scene.CheckGroupAsync(people).ConfigureAwait(false);
    }
}
