using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Creating accounts.</summary>
internal static class CreateUserBehaviours
{
    public static IEnumerable<ContractBehaviour> All =>
    [
        new("create-user",
            "An account that was created has the person's attributes, can be used, and is returned with the vendor's id.",
            "The id is what the person is linked to from then on.",
            ContractNeeds.CreateUsers,
            CreateAsync),
        new("create-then-find",
            "An account is found by its keys as soon as it was created.",
            "It is added to its groups next, and looked for in the next run.",
            ContractNeeds.CreateUsers,
            ThenFindAsync),
        new("create-odd-values",
            "Values with quotes, markup, emoji and letters beyond ASCII are stored as they are, or refused.",
            "What is altered on the way would be updated in every run.",
            ContractNeeds.CreateUsers,
            OddValuesAsync),
        new("create-conflict",
            "Creating an account whose key is taken is a Conflict; the other account stays as it is.",
            "The account may be somebody else's.",
            ContractNeeds.CreateUsers,
            ConflictAsync),
        new("create-minimal",
            "A person with nothing but what the vendor tells people apart by is created without inventions, or refused.",
            "Attributes may be missing at the source; made-up ones would be written back and forth.",
            ContractNeeds.CreateUsers,
            MinimalAsync),
        new("create-disabled",
            "A person who is disabled is created disabled, or not at all.",
            "Somebody locked out of the directory must not get a working account.",
            ContractNeeds.CreateUsers | ContractNeeds.DisableUsers,
            DisabledAsync),
    ];

    private static async Task CreateAsync(ContractScene scene)
    {
        await scene.SeedAsync("bob").ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var ada = scene.Person("ada");
        var created = await provider.CreateUserAsync(ada, scene.Token).ConfigureAwait(false);
        var truth = await scene.TruthAsync(ada).ConfigureAwait(false);
        Check.Equal(truth.Id, created.Id, "the id of the account that was created");
        scene.CheckAttributes(ada, truth, "the account that was created");
        scene.CheckAttributes(ada, created, "the account as it was returned");
        Check.That(truth.Enabled != false, "The account that was created is disabled.");
    }

    private static async Task ThenFindAsync(ContractScene scene)
    {
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var ada = scene.Person("ada");
        // Asked for before, as the sync does: that there was nobody must not be remembered.
        Check.That(await scene.FindAsync(provider, ada).ConfigureAwait(false) is null, "Somebody was found who is not there yet.");
        var created = await provider.CreateUserAsync(ada, scene.Token).ConfigureAwait(false);
        foreach (var attribute in scene.Vendor.Keys)
        {
            var key = scene.KeyOf(ada with { Id = created.Id }, attribute);
            var found = await provider.FindUserAsync(key, scene.Token).ConfigureAwait(false);
            Check.Equal(created.Id, found?.Id, $"the id of the account that has {key}, right after it was created");
        }
    }

    private static async Task OddValuesAsync(ContractScene scene)
    {
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        foreach (var person in OddPeople.In(scene))
        {
            var error = await Check.MayFailAsync(
                () => provider.CreateUserAsync(person, scene.Token), $"create {person.FirstName}").ConfigureAwait(false);
            if (error is null)
                scene.CheckAttributes(person, await scene.TruthAsync(person).ConfigureAwait(false), "an account with odd values");
            else
                Check.That(error.Failure == VendorFailure.Rejected, $"Odd values were refused as {error.Failure}.", error);
        }
    }

    private static async Task ConflictAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, ada).ConfigureAwait(false);
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var namesake = scene.Only(scene.Person("ada") with { FirstName = "Other", LastName = "Person", DisplayName = "Other Person" });
        await Check.FailsAsync(
            () => provider.CreateUserAsync(namesake, scene.Token),
            "create an account whose key is taken",
            VendorFailure.Conflict).ConfigureAwait(false);
        var truth = await scene.TruthAsync(ada).ConfigureAwait(false);
        Check.Equal(ada.Id, truth.Id, "the id of the account that was there before");
        scene.CheckAttributes(ada, truth, "the account that was there before");
        await scene.CheckGroupAsync([ada]).ConfigureAwait(false);
    }

    private static async Task MinimalAsync(ContractScene scene)
    {
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var ada = scene.Person("ada");
        var minimal = new GroupMember { Id = ada.Id }.WithValue(scene.KeyAttribute, ada.GetValue(scene.KeyAttribute));
        var error = await Check.MayFailAsync(
            () => provider.CreateUserAsync(minimal, scene.Token), "create a person with one attribute").ConfigureAwait(false);
        var accounts = await scene.TruthAllAsync(ada).ConfigureAwait(false);
        if (error is not null)
        {
            Check.That(
                error.Failure is VendorFailure.Rejected or VendorFailure.Unsupported, $"It was refused as {error.Failure}.", error);
            Check.Equal(0, accounts.Count, "the number of accounts after a refusal");
            return;
        }

        Check.Equal(1, accounts.Count, "the number of accounts of a person with one attribute");
        foreach (var attribute in scene.Vendor.Attributes.Where(attribute => attribute != scene.KeyAttribute))
        {
            var value = accounts[0].GetValue(attribute);
            // A vendor may fill a gap with what it knows, and with nothing else.
            var isKnown = string.IsNullOrEmpty(value)
                || value.Contains(scene.KeyOf(ada).Value, StringComparison.OrdinalIgnoreCase)
                || scene.KeyOf(ada).Value.Contains(value, StringComparison.OrdinalIgnoreCase);
            Check.That(isKnown, $"The vendor got '{value}' as {attribute}, which the person does not have.");
        }
    }

    private static async Task DisabledAsync(ContractScene scene)
    {
        var provider = await scene.ConnectAsync().ConfigureAwait(false);
        var ada = scene.Person("ada") with { Enabled = false };
        var error = await Check.MayFailAsync(
            () => provider.CreateUserAsync(ada, scene.Token), "create a disabled person").ConfigureAwait(false);
        var accounts = await scene.TruthAllAsync(ada).ConfigureAwait(false);
        Check.That(accounts.All(account => account.Enabled == false), "A disabled person got an account that can be used.", error);
    }
}
