using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Changing attributes of accounts.</summary>
internal static class UpdateUserBehaviours
{
    public static IEnumerable<ContractBehaviour> All =>
    [
        new("update-one",
            "An update of one attribute changes that one and keeps the others, for each attribute.",
            "What was left out must not be blanked.",
            ContractNeeds.UpdateUsers,
            OneAsync),
        new("update-keeps-foreign-changes",
            "An update leaves alone what somebody else changed at the vendor since the account was read.",
            "An administrator's work would be undone by an update of something else.",
            ContractNeeds.UpdateUsers,
            KeepsForeignChangesAsync),
        new("update-several",
            "An update of several attributes changes all of them.",
            "Half an update would be made again in every run.",
            ContractNeeds.UpdateUsers,
            SeveralAsync),
        new("update-nothing",
            "An update without differences changes nothing.",
            "It must not rewrite the account with what happens to be known.",
            ContractNeeds.UpdateUsers,
            NothingAsync),
        new("update-others-stay",
            "An update changes no other account.",
            "It must reach the account of this id.",
            ContractNeeds.UpdateUsers,
            OthersStayAsync),
        new("update-clear",
            "An attribute that is cleared is gone, or the update is refused; it never becomes a text such as null.",
            "clear_missing clears what the source no longer has.",
            ContractNeeds.UpdateUsers,
            ClearAsync),
        new("update-odd-values",
            "Values with quotes, markup, emoji and letters beyond ASCII are stored as they are, or refused.",
            "What is altered on the way would be updated in every run.",
            ContractNeeds.UpdateUsers,
            OddValuesAsync),
        new("update-rename",
            "A renamed account keeps its id and its memberships, and is found by its new name; or renaming is refused.",
            "A new login name is an update, not somebody leaving and somebody coming.",
            ContractNeeds.UpdateUsers,
            RenameAsync),
        new("update-rename-conflict",
            "A rename to a name that is taken is refused, and changes neither account.",
            "Two people would share an account.",
            ContractNeeds.UpdateUsers,
            RenameConflictAsync),
        new("update-keeps-memberships",
            "An update keeps the account's memberships.",
            "Nobody may lose access over a new last name.",
            ContractNeeds.UpdateUsers,
            KeepsMembershipsAsync),
        new("update-unknown",
            "Updating an account that is not there fails as NotFound, and makes none.",
            "Somebody deleted it meanwhile; the next run decides.",
            ContractNeeds.UpdateUsers,
            UnknownAsync),
        new("update-twice",
            "An update that was made already can be made again.",
            "A run that was killed repeats its last request.",
            ContractNeeds.UpdateUsers,
            TwiceAsync),
    ];

    private static IEnumerable<string> Changeable(ContractScene scene) =>
        scene.Vendor.Attributes.Where(attribute => attribute != scene.KeyAttribute && attribute != AttributeNames.Enabled);

    private static string NewValue(string attribute) => attribute == AttributeNames.Email ? "kit.new@example.com" : $"New {attribute}";

    private static async Task OneAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        foreach (var attribute in Changeable(scene))
        {
            var before = await scene.TruthAsync(ada).ConfigureAwait(false);
            var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
            await provider.UpdateUserAsync(
                account, [ContractScene.Difference(account, attribute, NewValue(attribute))], scene.Token).ConfigureAwait(false);
            var after = await scene.TruthAsync(ada).ConfigureAwait(false);
            scene.CheckAttributes(before.WithValue(attribute, NewValue(attribute)), after, $"an account whose {attribute} was updated");
            Check.Equal(before.Enabled, after.Enabled, "whether an account that was updated is enabled");
        }
    }

    private static async Task KeepsForeignChangesAsync(ContractScene scene)
    {
        var attributes = Changeable(scene).ToArray();
        ContractScene.SkipUnless(attributes.Length > 1, "accounts have no two attributes that can be changed");
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        var other = await scene.ConnectAsync().ConfigureAwait(false);
        var (ours, theirs) = (attributes[^1], attributes[0]);
        await other.UpdateUserAsync(
            account, [ContractScene.Difference(account, theirs, NewValue(theirs))], scene.Token).ConfigureAwait(false);
        await provider.UpdateUserAsync(
            account, [ContractScene.Difference(account, ours, NewValue(ours))], scene.Token).ConfigureAwait(false);
        var truth = await scene.TruthAsync(ada).ConfigureAwait(false);
        Check.Equal(NewValue(ours), truth.GetValue(ours), $"{ours}, which was updated");
        Check.Equal(NewValue(theirs), truth.GetValue(theirs), $"{theirs}, which somebody else changed before");
    }

    private static async Task SeveralAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        var differences = Changeable(scene)
            .Select(attribute => ContractScene.Difference(account, attribute, NewValue(attribute))).ToArray();
        await provider.UpdateUserAsync(account, differences, scene.Token).ConfigureAwait(false);
        var expected = differences.Aggregate(ada, (person, difference) => person.WithValue(difference.Attribute, difference.After));
        scene.CheckAttributes(expected, await scene.TruthAsync(ada).ConfigureAwait(false), "an account whose attributes were all updated");
    }

    private static async Task NothingAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        var stale = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        foreach (var attribute in Changeable(scene))
            stale = stale.WithValue(attribute, "stale");
        await provider.UpdateUserAsync(stale, [], scene.Token).ConfigureAwait(false);
        scene.CheckAttributes(ada, await scene.TruthAsync(ada).ConfigureAwait(false), "an account that was updated with nothing");
    }

    private static async Task OthersStayAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        var others = await scene.SeedAsync("ada2", "bob").ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        var attribute = Changeable(scene).Last();
        await provider.UpdateUserAsync(
            account, [ContractScene.Difference(account, attribute, NewValue(attribute))], scene.Token).ConfigureAwait(false);
        foreach (var other in others)
            scene.CheckAttributes(other, await scene.TruthAsync(other).ConfigureAwait(false), $"{other.Label}, who was not updated");
    }

    private static async Task ClearAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        foreach (var attribute in Changeable(scene))
        {
            var before = await scene.TruthAsync(ada).ConfigureAwait(false);
            var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
            var error = await Check.MayFailAsync(
                () => provider.UpdateUserAsync(account, [ContractScene.Difference(account, attribute, null)], scene.Token),
                $"clear {attribute}").ConfigureAwait(false);
            var after = await scene.TruthAsync(ada).ConfigureAwait(false);
            if (error is null)
                Check.That(
                    string.IsNullOrEmpty(after.GetValue(attribute)), $"{attribute} was cleared, and is '{after.GetValue(attribute)}'.");
            else
                scene.CheckAttributes(before, after, $"an account whose {attribute} could not be cleared");
        }
    }

    private static async Task OddValuesAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        var attributes = Changeable(scene).Where(attribute => attribute != AttributeNames.Email).ToArray();
        ContractScene.SkipUnless(attributes.Length > 0, "accounts have no names");
        foreach (var odd in OddPeople.In(scene))
        {
            var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
            var differences = attributes.Select(name => ContractScene.Difference(account, name, odd.GetValue(name))).ToArray();
            var error = await Check.MayFailAsync(
                () => provider.UpdateUserAsync(account, differences, scene.Token), "update with odd values").ConfigureAwait(false);
            var truth = await scene.TruthAsync(ada).ConfigureAwait(false);
            foreach (var name in attributes)
                Check.Equal(error is null ? odd.GetValue(name) : account.GetValue(name), truth.GetValue(name), $"{name} with an odd value");
        }
    }

    private static async Task RenameAsync(ContractScene scene)
    {
        ContractScene.SkipUnless(scene.Has(AttributeNames.UserName), "accounts have no user names");
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, ada).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        var renamed = scene.Person("countess");
        var error = await Check.MayFailAsync(
            () => provider.UpdateUserAsync(
                account, [ContractScene.Difference(account, AttributeNames.UserName, renamed.UserName)], scene.Token),
            "rename an account").ConfigureAwait(false);
        await scene.CheckGroupAsync([ada]).ConfigureAwait(false);
        var truth = await scene.TruthByIdAsync(ada.Id).ConfigureAwait(false);
        Check.Equal((error is null ? renamed : ada).UserName, truth?.UserName, "the user name of the account");
        if (error is not null)
        {
            Check.That(error.Failure is VendorFailure.Unsupported or VendorFailure.Rejected, $"Renaming failed as {error.Failure}.", error);
            return;
        }

        if (scene.Vendor.Keys.Contains(AttributeNames.UserName))
        {
            var found = await provider.FindUserAsync(scene.KeyOf(renamed, AttributeNames.UserName), scene.Token).ConfigureAwait(false);
            Check.Equal(ada.Id, found?.Id, "the id of a renamed account");
        }
    }

    private static async Task RenameConflictAsync(ContractScene scene)
    {
        ContractScene.SkipUnless(scene.Has(AttributeNames.UserName), "accounts have no user names");
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        var bob = await scene.SeedOneAsync("bob").ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        await Check.FailsAsync(
            () => provider.UpdateUserAsync(
                account, [ContractScene.Difference(account, AttributeNames.UserName, bob.UserName)], scene.Token),
            "rename to a name that is taken",
            VendorFailure.Conflict, VendorFailure.Rejected, VendorFailure.Unsupported).ConfigureAwait(false);
        foreach (var person in (GroupMember[])[ada, bob])
            scene.CheckAttributes(
                person, (await scene.TruthByIdAsync(person.Id).ConfigureAwait(false))!, "an account after a refused rename");
    }

    private static async Task KeepsMembershipsAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, ada).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.OtherGroup, ada).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        var attribute = Changeable(scene).Last();
        await provider.UpdateUserAsync(
            account, [ContractScene.Difference(account, attribute, NewValue(attribute))], scene.Token).ConfigureAwait(false);
        await scene.CheckGroupAsync([ada]).ConfigureAwait(false);
        await scene.CheckGroupAsync([ada], ContractNames.OtherGroup).ConfigureAwait(false);
    }

    private static async Task UnknownAsync(ContractScene scene)
    {
        var (provider, _) = await PrepareAsync(scene).ConfigureAwait(false);
        var attribute = Changeable(scene).Last();
        var ghost = scene.Person("ghost") with { Id = ContractScene.UnknownGroup.Id };
        await Check.FailsAsync(
            () => provider.UpdateUserAsync(ghost, [ContractScene.Difference(ghost, attribute, NewValue(attribute))], scene.Token),
            "update an account that is not there",
            VendorFailure.NotFound).ConfigureAwait(false);
        Check.Equal(0, (await scene.TruthAllAsync(ghost).ConfigureAwait(false)).Count, "the number of accounts of who was not there");
    }

    private static async Task TwiceAsync(ContractScene scene)
    {
        var (provider, ada) = await PrepareAsync(scene).ConfigureAwait(false);
        var account = await scene.FoundAsync(provider, ada).ConfigureAwait(false);
        var attribute = Changeable(scene).Last();
        var difference = ContractScene.Difference(account, attribute, NewValue(attribute));
        await provider.UpdateUserAsync(account, [difference], scene.Token).ConfigureAwait(false);
        await provider.UpdateUserAsync(account, [difference], scene.Token).ConfigureAwait(false);
        scene.CheckAttributes(
            ada.WithValue(attribute, difference.After),
            await scene.TruthAsync(ada).ConfigureAwait(false),
            "an account that was updated twice");
    }

    private static async Task<(IVendorProvider Provider, GroupMember Ada)> PrepareAsync(ContractScene scene)
    {
        var ada = await scene.SeedOneAsync("ada").ConfigureAwait(false);
        ContractScene.SkipUnless(Changeable(scene).Any(), "accounts have no attribute that can be changed");
        return (await scene.ConnectAsync().ConfigureAwait(false), ada);
    }
}
