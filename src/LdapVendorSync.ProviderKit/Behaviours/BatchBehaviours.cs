using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit.Behaviours;

/// <summary>Many changes in one call.</summary>
internal static class BatchBehaviours
{
    private const ContractNeeds Batches = ContractNeeds.Batches | ContractNeeds.ChangeMemberships;
    private const int Many = 500;

    public static IEnumerable<ContractBehaviour> All =>
    [
        new("batch-apply",
            "Adds and removals of one call all have their effect, and nothing else has.",
            "It must do what the single changes would do.",
            Batches,
            ApplyAsync),
        new("batch-many",
            "As many changes as the provider says that it takes, 500 at most here, have their effect.",
            "Limits of an API show in large batches only.",
            Batches,
            ManyAsync),
        new("batch-mixed-outcomes",
            "Of changes some of which fail, each has its own outcome, in the order of the changes.",
            "One bad person does not stop the others, and is reported.",
            Batches,
            MixedAsync),
        new("batch-already",
            "Changes that are in effect already succeed.",
            "A run that was killed repeats its last request.",
            Batches,
            AlreadyAsync),
        new("batch-empty",
            "No changes have no outcomes, and change nothing.",
            "An empty list must not empty the group.",
            Batches,
            EmptyAsync),
        new("batch-fails",
            "When the vendor fails, so does the call, or each change that had no effect.",
            "Nothing may be reported as done that is not.",
            Batches | ContractNeeds.Faults,
            FailsAsync),
    ];

    private static async Task ApplyAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, 12, members: 6).ConfigureAwait(false);
        var changes = people.Skip(6).Take(3).Select(person => Change(ChangeAction.Add, person))
            .Concat(people.Take(2).Select(person => Change(ChangeAction.Remove, person)))
            .Where(change => provider.Batch.Actions.Contains(change.Action)).ToArray();
        await ApplyAllAsync(scene, provider, group, changes).ConfigureAwait(false);
        await scene.CheckGroupAsync(After(people.Take(6), changes)).ConfigureAwait(false);
    }

    private static async Task ManyAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, Many + 1, members: 1).ConfigureAwait(false);
        ContractScene.SkipUnless(provider.Batch.Actions.Contains(ChangeAction.Add), "adds go one by one");
        var count = Math.Min(Many, provider.Batch.MaxChanges);
        var changes = people.Skip(1).Take(count).Select(person => Change(ChangeAction.Add, person)).ToArray();
        await ApplyAllAsync(scene, provider, group, changes).ConfigureAwait(false);
        await scene.CheckGroupAsync(After(people.Take(1), changes)).ConfigureAwait(false);
    }

    private static async Task MixedAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, 4, members: 1).ConfigureAwait(false);
        ContractScene.SkipUnless(provider.Batch.Actions.Contains(ChangeAction.Add), "adds go one by one");
        ContractScene.SkipUnless(!provider.Capabilities.AddCreatesUsers, "adding makes accounts");
        var ghost = scene.Person("ghost") with { Id = ContractScene.UnknownGroup.Id };
        BatchChange[] changes =
            [Change(ChangeAction.Add, people[1]), Change(ChangeAction.Add, ghost), Change(ChangeAction.Add, people[2])];
        var outcomes = await provider.ApplyAsync(group, changes, scene.Token).ConfigureAwait(false);
        CheckOrder(changes, outcomes);
        Check.That(outcomes[1].Failure is not null, "An account that is not there was added, as the outcome says.");
        foreach (var outcome in (BatchOutcome[])[outcomes[0], outcomes[2]])
            Check.That(outcome.Failure is null, $"{outcome.Change.User.Label} was not added because of another change.", outcome.Failure);
        await scene.CheckGroupAsync(people.Take(3)).ConfigureAwait(false);
    }

    private static async Task AlreadyAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, 4, members: 2).ConfigureAwait(false);
        BatchChange[] changes = [Change(ChangeAction.Add, people[0]), Change(ChangeAction.Remove, people[3])];
        changes = [.. changes.Where(change => provider.Batch.Actions.Contains(change.Action))];
        await ApplyAllAsync(scene, provider, group, changes).ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(2)).ConfigureAwait(false);
    }

    private static async Task EmptyAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, 2, members: 2).ConfigureAwait(false);
        var outcomes = await provider.ApplyAsync(group, [], scene.Token).ConfigureAwait(false);
        Check.Equal(0, outcomes.Count, "the number of outcomes of no changes");
        await scene.CheckGroupAsync(people).ConfigureAwait(false);
    }

    private static async Task FailsAsync(ContractScene scene)
    {
        var (provider, group, people) = await PrepareAsync(scene, 4, members: 1).ConfigureAwait(false);
        ContractScene.SkipUnless(provider.Batch.Actions.Contains(ChangeAction.Add), "adds go one by one");
        var changes = people.Skip(1).Select(person => Change(ChangeAction.Add, person)).ToArray();
        await scene.InjectAsync(new VendorFault { Kind = VendorFaultKind.ServerError, On = RequestKind.Write }).ConfigureAwait(false);
        IReadOnlyList<BatchOutcome> outcomes = [];
        var error = await Check.MayFailAsync(
            async () => outcomes = await provider.ApplyAsync(group, changes, scene.Token).ConfigureAwait(false),
            "change many while the vendor fails").ConfigureAwait(false);
        await scene.ClearFaultsAsync().ConfigureAwait(false);
        await scene.CheckGroupAsync(people.Take(1)).ConfigureAwait(false);
        if (error is not null)
            return;
        CheckOrder(changes, outcomes);
        Check.That(outcomes.All(outcome => outcome.Failure is not null), "A change had no effect and succeeded, as its outcome says.");
    }

    private static async Task ApplyAllAsync(
        ContractScene scene, IBatchVendorProvider provider, VendorGroup group, IReadOnlyList<BatchChange> changes)
    {
        var outcomes = await provider.ApplyAsync(group, changes, scene.Token).ConfigureAwait(false);
        CheckOrder(changes, outcomes);
        foreach (var outcome in outcomes)
            Check.That(outcome.Failure is null, $"The change of {outcome.Change.User.Label} failed.", outcome.Failure);
    }

    private static void CheckOrder(IReadOnlyList<BatchChange> changes, IReadOnlyList<BatchOutcome> outcomes)
    {
        Check.Equal(changes.Count, outcomes.Count, "the number of outcomes");
        for (var index = 0; index < changes.Count; index++)
            Check.Equal(changes[index].User.Id, outcomes[index].Change.User.Id, $"the person of outcome {index + 1}");
    }

    private static BatchChange Change(ChangeAction action, GroupMember user) => new(action, user, []);

    private static IEnumerable<GroupMember> After(IEnumerable<GroupMember> members, IReadOnlyList<BatchChange> changes) => members
        .Where(member => !changes.Any(change => change.Action == ChangeAction.Remove && change.User.Id == member.Id))
        .Concat(changes.Where(change => change.Action == ChangeAction.Add).Select(change => change.User));

    private static async Task<(IBatchVendorProvider Provider, VendorGroup Group, IReadOnlyList<GroupMember> People)> PrepareAsync(
        ContractScene scene, int count, int members)
    {
        var people = await scene.SeedManyAsync(count).ConfigureAwait(false);
        await scene.SeedGroupAsync(ContractNames.Group, [.. people.Take(members)]).ConfigureAwait(false);
        var provider = (IBatchVendorProvider)await scene.ConnectAsync().ConfigureAwait(false);
        return (provider, await scene.GroupAsync(provider).ConfigureAwait(false), people);
    }
}
