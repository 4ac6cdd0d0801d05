namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Disabling and enabling accounts.</summary>
internal static class EnableBehaviours
{
    public static IEnumerable<ContractBehaviour> All =>
    [
        new("disable-and-enable",
            "An account is disabled, and enabled again, and a look-up tells which.",
            "disabled_members: disable and orphans: disable do so.",
            ContractNeeds.DisableUsers,
            DisableAndEnableAsync),
        new("disable-twice",
            "An account that is disabled can be disabled again, and so for enabling.",
            "A run that was killed repeats its last request.",
            ContractNeeds.DisableUsers,
            TwiceAsync),
        new("disable-keeps",
            "Disabling keeps the account's attributes and memberships, and every other account.",
            "Whoever comes back must find what they had.",
            ContractNeeds.DisableUsers,
            KeepsAsync),
    ];

    private static async Task DisableAndEnableAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var enabled in (bool[])[false, true])
        {
            var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
            await provider.SetUserEnabledAsync(account, enabled, scene.Token).ConfigureAwait(false);
            Check.Equal(enabled, (await scene.TruthAsync(ada).ConfigureAwait(false)).Enabled, "whether the account is enabled");
            Check.Equal(
                enabled,
                (await scene.FoundAsync(provider, ada).ConfigureAwait(false)).Enabled,
                "whether a look-up says that it is enabled");
        }
    }

    private static async Task TwiceAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        foreach (var enabled in (bool[])[false, false, true, true])
        {
            await provider.SetUserEnabledAsync(account, enabled, scene.Token).ConfigureAwait(false);
            Check.Equal(enabled, (await scene.TruthAsync(ada).ConfigureAwait(false)).Enabled, "whether the account is enabled");
        }
    }

    private static async Task KeepsAsync(ContractScene scene)
    {
        var people = await scene.SeedAsync("ada", "bob").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, people).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, people[0]).ConfigureAwait(false);
        await provider.SetUserEnabledAsync(account, false, scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync(people).ConfigureAwait(false);
        foreach (var person in people)
            scene.CheckAttributes(person, await scene.TruthAsync(person).ConfigureAwait(false), $"{person.Label} after one was disabled");
        Check.That((await scene.TruthAsync(people[1]).ConfigureAwait(false)).Enabled != false, "Another account was disabled too.");
    }
}
