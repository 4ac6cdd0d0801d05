using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Deleting accounts.</summary>
internal static class DeleteUserBehaviours
{
    public static IEnumerable<ContractBehaviour> All =>
    [
        new("delete-user",
            "A deleted account is gone, with its memberships, and is found no more; all others stay.",
            "orphans: delete must reach the one account of this id.",
            ContractNeeds.DeleteUsers,
            DeleteAsync),
        new("delete-twice",
            "Deleting an account that is gone succeeds or is NotFound.",
            "A run that was killed repeats its last request.",
            ContractNeeds.DeleteUsers,
            TwiceAsync),
    ];

    private static async Task DeleteAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "ada2", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await provider.DeleteUserAsync(account, scene.Token).ConfigureAwait(false);
        Check.Equal(0, (await scene.TruthAllAsync(people[0]).ConfigureAwait(false)).Count, "the number of accounts of who was deleted");
        Check.That(await scene.FindAsync(provider, people[0]).ConfigureAwait(false) is null, "Who was deleted is still found.");
        await scene.CheckGroupAsync(people.Skip(1)).ConfigureAwait(false);
        foreach (var other in people.Skip(1))
            scene.CheckAttributes(other, await scene.TruthAsync(other).ConfigureAwait(false), $"{other.Label}, who was not deleted");
    }

    private static async Task TwiceAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await provider.DeleteUserAsync(account, scene.Token).ConfigureAwait(false);
        var error = await Check.MayFailAsync(
            () => provider.DeleteUserAsync(account, scene.Token), "delete an account that is gone").ConfigureAwait(false);
        Check.That(error is null or { Failure: VendorFailure.NotFound }, $"It failed as {error?.Failure}.", error);
        scene.CheckAttributes(people[1], await scene.TruthAsync(people[1]).ConfigureAwait(false), "the other account");
    }
}
