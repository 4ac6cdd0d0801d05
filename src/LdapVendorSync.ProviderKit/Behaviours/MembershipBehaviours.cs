using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Making people members and taking them out.</summary>
internal static class MembershipBehaviours
{
    public static IEnumerable<ContractBehaviour> All =>
    [
        new("add-member",
            "Whoever is added is in the group, and everybody else stays.",
            "It is what the product is for.",
            ContractNeeds.ChangeMemberships,
            AddAsync),
        new("add-twice",
            "Adding somebody who is in succeeds, and they are in once.",
            "A run that was killed repeats its last request.",
            ContractNeeds.ChangeMemberships,
            AddTwiceAsync),
        new("add-to-large-group",
            "Adding to a group, and removing from one, that is longer than a page loses nobody.",
            "An API that replaces the whole list would drop whoever was not read.",
            ContractNeeds.ChangeMemberships,
            LargeGroupAsync),
        new("add-who-exists-elsewhere",
            "Somebody who has an account, and is in another group, is found and added; the other membership stays.",
            "People are in many groups, and came from elsewhere.",
            ContractNeeds.ChangeMemberships,
            ExistsElsewhereAsync),
        new("add-to-unknown-group",
            "Adding to a group that is not there fails as NotFound, and makes none.",
            "The group was deleted meanwhile.",
            ContractNeeds.ChangeMemberships,
            UnknownGroupAsync),
        new("add-unknown-user",
            "Adding an account that is not there fails, and makes none.",
            "The account was deleted meanwhile.",
            ContractNeeds.ChangeMemberships,
            UnknownUserAsync),
        new("add-creates-user",
            "Where adding makes accounts, somebody without one gets it with the membership.",
            "The sync does not create the account before.",
            ContractNeeds.ChangeMemberships,
            CreatesUserAsync),
        new("remove-member",
            "Whoever is removed is out of this group, and in every other; everybody else stays.",
            "A removal must take away exactly what it says.",
            ContractNeeds.ChangeMemberships,
            RemoveAsync),
        new("remove-keeps-account",
            "Whoever is removed keeps the account, unless the provider says that removing deletes it.",
            "Deleting accounts needs a permission of its own.",
            ContractNeeds.ChangeMemberships,
            RemoveKeepsAccountAsync),
        new("remove-absent",
            "Removing somebody who is not in succeeds, once and twice, and changes nothing.",
            "A run that was killed repeats its last request.",
            ContractNeeds.ChangeMemberships,
            RemoveAbsentAsync),
        new("remove-last-member",
            "The last member can be removed; the group stays, empty.",
            "The mapping goes on with the same group.",
            ContractNeeds.ChangeMemberships,
            RemoveLastAsync),
        new("remove-and-add-again",
            "Whoever was removed can be added again.",
            "People come back.",
            ContractNeeds.ChangeMemberships,
            AddAgainAsync),
        new("read-after-write",
            "A read sees what was added and removed before it, through the same provider.",
            "Groups that were written are read back to verify them.",
            ContractNeeds.ChangeMemberships,
            ReadAfterWriteAsync),
        new("add-many-at-once",
            "Thirty people that are added at the same time are all in, and out after they are removed at the same time.",
            "Changes are applied with bounded concurrency.",
            ContractNeeds.ChangeMemberships,
            ManyAtOnceAsync),
        new("mixed-at-once",
            "Adds, removals, reads and look-ups at the same time all have their effect.",
            "Mappings of a vendor are worked on at the same time.",
            ContractNeeds.ChangeMemberships,
            MixedAtOnceAsync),
    ];

    private static async Task AddAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[2]).ConfigureAwait(false);
        await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(3)).ConfigureAwait(false);
    }

    private static async Task AddTwiceAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 1).ConfigureAwait(false);
        foreach (var person in (GroupMember[])[people[0], people[1], people[1]])
        {
            var account = await scene.FoundAsync(provider, person).ConfigureAwait(false);
            await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        }

        await scene.CheckGroupAsync(people.Take(2)).ConfigureAwait(false);
    }

    private static async Task LargeGroupAsync(ContractScene scene)
    {
        var people = await scene.SeedManyAsync((scene.Vendor.PageSize ?? 100) + 51).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, [.. people.SkipLast(1)]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[^1]).ConfigureAwait(false);
        await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync(people).ConfigureAwait(false);
        var first = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await provider.RemoveGroupMemberAsync(group, first, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Skip(1)).ConfigureAwait(false);
    }

    private static async Task ExistsElsewhereAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 1).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.OtherGroup, people[1]).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(2)).ConfigureAwait(false);
        await scene.CheckGroupAsync([people[1]], ContractNames.OtherGroup).ConfigureAwait(false);
        scene.CheckAttributes(people[1], await scene.TruthAsync(people[1]).ConfigureAwait(false), "an account that was added to a group");
    }

    private static async Task UnknownGroupAsync(ContractScene scene)
    {
        var (provider, _, people) = await PrepareAsync(scene, members: 1).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.AddGroupMemberAsync(ContractScene.UnknownGroup, account, scene.Token),
            "add to a group that is not there",
            VendorFailure.NotFound).ConfigureAwait(false);
        var made = await scene.Vendor.ReadGroupAsync(ContractNames.UnknownGroup, scene.Token).ConfigureAwait(false);
        Check.That(made is null, "A group was made by adding somebody to it.");
        await scene.CheckGroupAsync(people.Take(1)).ConfigureAwait(false);
    }

    private static async Task UnknownUserAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 1).ConfigureAwait(false);
        ContractScene.SkipUnless(!provider.Capabilities.AddCreatesUsers, "adding makes accounts");
        var ghost = scene.Person("ghost") with { Id = ContractScene.UnknownGroup.Id };
        await Check.FailsAsync(
            () => provider.AddGroupMemberAsync(group, ghost, scene.Token),
            "add an account that is not there",
            VendorFailure.NotFound, VendorFailure.Rejected).ConfigureAwait(false);
        Check.Equal(0, (await scene.TruthAllAsync(ghost).ConfigureAwait(false)).Count, "the number of accounts of who was not there");
        await scene.CheckGroupAsync(people.Take(1)).ConfigureAwait(false);
    }

    private static async Task CreatesUserAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 1).ConfigureAwait(false);
        ContractScene.SkipUnless(provider.Capabilities.AddCreatesUsers, "adding makes no accounts");
        var dan = scene.Person("dan");
        await provider.AddGroupMemberAsync(group, dan, scene.Token).ConfigureAwait(false);
        var truth = await scene.TruthAsync(dan).ConfigureAwait(false);
        scene.CheckAttributes(dan, truth, "an account that was made by adding");
        await scene.CheckGroupAsync([people[0], truth]).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 3).ConfigureAwait(false);
        ContractScene.SkipUnless(!provider.Capabilities.RemovalDeletesAccount, "removing deletes the account");
        await scene.SeedGroupAsync(ContractNames.OtherGroup, people[1], people[2]).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[1]).ConfigureAwait(false);
        await provider.RemoveGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync([people[0], people[2]]).ConfigureAwait(false);
        await scene.CheckGroupAsync([people[1], people[2]], ContractNames.OtherGroup).ConfigureAwait(false);
    }

    private static async Task RemoveKeepsAccountAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await provider.RemoveGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync([people[1]]).ConfigureAwait(false);
        if (provider.Capabilities.RemovalDeletesAccount)
        {
            Check.Equal(0, (await scene.TruthAllAsync(people[0]).ConfigureAwait(false)).Count, "the number of accounts of who was removed");
            return;
        }

        var truth = await scene.TruthAsync(people[0]).ConfigureAwait(false);
        scene.CheckAttributes(people[0], truth, "the account of who was removed");
        Check.That(truth.Enabled != false, "The account of who was removed is disabled.");
    }

    private static async Task RemoveAbsentAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[2]).ConfigureAwait(false);
        for (var i = 0; i < 2; i++)
        {
            await provider.RemoveGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
            await scene.CheckGroupAsync(people.Take(2)).ConfigureAwait(false);
        }
    }

    private static async Task RemoveLastAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 1).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await provider.RemoveGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync([]).ConfigureAwait(false);
        var still = await scene.GroupAsync(provider).ConfigureAwait(false);
        Check.Equal(group.Id, still.Id, "the id of a group whose last member was removed");
        (await scene.ReadAsync(provider, still).ConfigureAwait(false)).CheckComplete([]);
    }

    private static async Task AddAgainAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        ContractScene.SkipUnless(!provider.Capabilities.RemovalDeletesAccount, "removing deletes the account");
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await provider.RemoveGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await provider.AddGroupMemberAsync(group, account, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(2)).ConfigureAwait(false);
    }

    private static async Task ReadAfterWriteAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people.Take(2));
        var (first, third) = (await scene.FoundAsync(provider, people[0]).ConfigureAwait(false),
            await scene.FoundAsync(provider, people[2]).ConfigureAwait(false));
        await provider.AddGroupMemberAsync(group, third, scene.Token).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people.Take(3));
        await provider.RemoveGroupMemberAsync(group, first, scene.Token).ConfigureAwait(false);
        (await scene.ReadAsync(provider, group).ConfigureAwait(false)).CheckComplete(people.Skip(1).Take(2));
    }

    private static async Task ManyAtOnceAsync(ContractScene scene)
    {
        var people = await scene.SeedManyAsync(30).ConfigureAwait(false);
        var stays = await scene.SeedOneAsync("stays").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, stays).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var accounts = new List<GroupMember>();
        foreach (var person in people)
            accounts.Add(await scene.FoundAsync(provider, person).ConfigureAwait(false));
        await AllAsync(provider, accounts, account => provider.AddGroupMemberAsync(group, account, scene.Token)).ConfigureAwait(false);
        await scene.CheckGroupAsync([stays, .. people]).ConfigureAwait(false);
        await AllAsync(provider, accounts, account => provider.RemoveGroupMemberAsync(group, account, scene.Token)).ConfigureAwait(false);
        await scene.CheckGroupAsync([stays]).ConfigureAwait(false);
    }

    private static async Task MixedAtOnceAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, members: 2).ConfigureAwait(false);
        var many = await scene.SeedManyAsync(10).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.OtherGroup, many).ConfigureAwait(false);
        var other = await scene.GroupAsync(provider, ContractNames.OtherGroup).ConfigureAwait(false);
        var third = await scene.FoundAsync(provider, people[2]).ConfigureAwait(false);
        var gone = await scene.FoundAsync(provider, many[0]).ConfigureAwait(false);
        Func<Task>[] work =
        [
            () => provider.AddGroupMemberAsync(group, third, scene.Token),
            () => provider.RemoveGroupMemberAsync(other, gone, scene.Token),
            () => scene.FoundAsync(provider, many[5]),
            () => scene.ReadAsync(provider, group),
            () => scene.GroupAsync(provider),
        ];
        await AllAsync(provider, work, step => step()).ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(3)).ConfigureAwait(false);
        await scene.CheckGroupAsync(many.Skip(1), ContractNames.OtherGroup).ConfigureAwait(false);
    }

    // As many at once as the provider says that its vendor stands.
    private static async Task AllAsync<T>(IVendorProvider provider, IEnumerable<T> items, Func<T, Task> work)
    {
        using var room = new SemaphoreSlim(Math.Min(provider.Capabilities.MaxConcurrency ?? 8, 8));
        await Task.WhenAll(items.Select(async item =>
        {
            await room.WaitAsync().ConfigureAwait(false);
            try
            {
                await work(item).ConfigureAwait(false);
            }
            finally
            {
                room.Release();
            }
        })).ConfigureAwait(false);
    }

    /// <summary>Four people, so many of them in the group.</summary>
    private static async Task<(IVendorProvider Provider, VendorGroup Group, IReadOnlyList<GroupMember> People)> PrepareAsync(
        ContractScene scene, int members)
    {
        var people = await scene.SeedAsync("ada", "bob", "cyd", "eve").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, [.. people.Take(members)]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        return (provider, await scene.GroupAsync(provider).ConfigureAwait(false), people);
    }
}
