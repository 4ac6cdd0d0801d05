using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Whether a provider is what it says it is.</summary>
internal static class CapabilityBehaviours
{
    public static IEnumerable<ContractBehaviour> All =>
    [
        new("capabilities-make-sense",
            "Capabilities are possible, contradict each other nowhere and stay as they are after connecting.",
            "The run decides by them before it begins.",
            ContractNeeds.None,
            MakeSenseAsync),
        new("unsupported-create-user",
            "Creating accounts, where it is said to be impossible, answers Unsupported and sends nothing.",
            "Capabilities tell the truth.",
            ContractNeeds.None,
            scene => UnsupportedAsync(
                scene,
                capabilities => capabilities.CreateUsers,
                (provider, _, _) => provider.CreateUserAsync(scene.Person("new"), scene.Token))),
        new("unsupported-update-user",
            "Changing accounts, where it is said to be impossible, answers Unsupported and sends nothing.",
            "Capabilities tell the truth.",
            ContractNeeds.None,
            scene => UnsupportedAsync(
                scene,
                capabilities => capabilities.UpdateUsers,
                (provider, _, people) => provider.UpdateUserAsync(
                    people[0], [ContractScene.Difference(people[0], scene.Vendor.Attributes[^1], "New")], scene.Token))),
        new("unsupported-disable-user",
            "Disabling accounts, where it is said to be impossible, answers Unsupported and sends nothing.",
            "Capabilities tell the truth.",
            ContractNeeds.None,
            scene => UnsupportedAsync(
                scene,
                capabilities => capabilities.DisableUsers,
                (provider, _, people) => provider.SetUserEnabledAsync(people[0], false, scene.Token))),
        new("unsupported-delete-user",
            "Deleting accounts, where it is said to be impossible, answers Unsupported and sends nothing.",
            "Capabilities tell the truth.",
            ContractNeeds.None,
            scene => UnsupportedAsync(
                scene,
                capabilities => capabilities.DeleteUsers,
                (provider, _, people) => provider.DeleteUserAsync(people[0], scene.Token))),
        new("unsupported-create-group",
            "Creating groups, where it is said to be impossible, answers Unsupported and sends nothing.",
            "Capabilities tell the truth.",
            ContractNeeds.None,
            scene => UnsupportedAsync(
                scene,
                capabilities => capabilities.CreateGroups,
                (provider, _, _) => provider.CreateGroupAsync(ContractNames.OtherGroup, scene.Token))),
        new("unsupported-add-member",
            "Adding people, where the vendor can only be read, answers Unsupported and sends nothing.",
            "Capabilities tell the truth.",
            ContractNeeds.None,
            scene => UnsupportedAsync(
                scene,
                capabilities => capabilities.ChangeMemberships,
                (provider, group, people) => provider.AddGroupMemberAsync(group, people[1], scene.Token))),
        new("unsupported-remove-member",
            "Removing people, where the vendor can only be read, answers Unsupported and sends nothing.",
            "Capabilities tell the truth.",
            ContractNeeds.None,
            scene => UnsupportedAsync(
                scene,
                capabilities => capabilities.ChangeMemberships,
                (provider, group, people) => provider.RemoveGroupMemberAsync(group, people[0], scene.Token))),
    ];

    private static async Task MakeSenseAsync(ContractScene scene)
    {
        await scene.SeedGroupAsync(ContractNames.Group).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var capabilities = provider.Capabilities;
        Check.That(capabilities.MaxConcurrency is null or >= 1, $"MaxConcurrency is {capabilities.MaxConcurrency}.");
        Check.That(
            capabilities.ChangeMemberships || !capabilities.RemovalDeletesAccount,
            "A vendor that can only be read is said to delete accounts by removing.");
        Check.That(
            capabilities.ChangeMemberships || !capabilities.AddCreatesUsers,
            "A vendor that can only be read is said to make accounts by adding.");
        Check.Equal(capabilities, provider.Capabilities, "the capabilities when asked again");
        if (provider is not IBatchVendorProvider batching)
            return;
        var batch = batching.Batch;
        Check.That(batch.MaxChanges >= 1 && batch.MinChanges >= 1, "A batch takes no changes.");
        Check.That(
            batch.Actions.All(action => action is ChangeAction.Add or ChangeAction.Remove or ChangeAction.Update),
            "A batch takes other changes than Add, Remove and Update.");
    }

    private static async Task UnsupportedAsync(
        ContractScene scene,
        Func<VendorCapabilities, bool> isSupported,
        Func<IVendorProvider, VendorGroup, IReadOnlyList<GroupMember>, Task> operation)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people[0]).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        ContractScene.SkipUnless(!isSupported(provider.Capabilities), "the vendor can do it");
        var group = await scene.GroupAsync(provider).ConfigureAwait(false);
        var before = scene.Vendor.Requests;
        var error = await Check.FailsAsync(
            () => operation(provider, group, people), "do what the vendor cannot", VendorFailure.Unsupported).ConfigureAwait(false);
        Check.Equal(before, scene.Vendor.Requests, "the number of requests for what is unsupported");
        Check.That(!error.OutcomeUnknown, "What was not sent has a known outcome.", error);
        await CheckUntouchedAsync(scene, people).ConfigureAwait(false);
    }

    private static async Task CheckUntouchedAsync(ContractScene scene, IReadOnlyList<GroupMember> people)
    {
        await scene.CheckGroupAsync([people[0]]).ConfigureAwait(false);
        foreach (var person in people)
            scene.CheckAttributes(
                person, await scene.TruthAsync(person).ConfigureAwait(false), $"{person.Label}, who was not to be changed");
        Check.Equal(0, (await scene.TruthAllAsync(scene.Person("new")).ConfigureAwait(false)).Count, "the number of new accounts");
        Check.That(
            await scene.Vendor.ReadGroupAsync(ContractNames.OtherGroup, scene.Token).ConfigureAwait(false) is null,
            "There is a new group.");
    }
}
