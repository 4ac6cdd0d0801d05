using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>Ways to break what a provider does to many people at once, and the behaviours that have to notice.</summary>
internal static class BatchMutants
{
    private delegate Task<IReadOnlyList<BatchOutcome>> Apply(
        IBatchVendorProvider inner, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken);

    /// <summary>Name, how a working provider is broken, and who notices.</summary>
    public static IReadOnlyDictionary<string, (Func<IBatchVendorProvider, IVendorProvider> Break, string[] CaughtBy)> All { get; } =
        new Dictionary<string, (Func<IBatchVendorProvider, IVendorProvider>, string[])>
        {
            ["mixes outcomes up"] = (With(ReverseAsync), ["batch-apply", "batch-mixed-outcomes"]),
            ["says that all is well"] = (With(PraiseAsync), ["batch-mixed-outcomes"]),
            ["does nothing when one fails"] = (With(AllOrNothingAsync), ["batch-mixed-outcomes"]),
            ["takes a hundred at most"] = (With(HundredAsync), ["batch-many"]),
            ["does not know what is so already"] = (With(RefuseAlreadyAsync), ["batch-already"]),
            ["empties the group"] = (With(EmptyAsync), ["batch-empty"]),
        };

    private static Func<IBatchVendorProvider, IVendorProvider> With(Apply apply) => inner => new BrokenBatches(inner, apply);

    private static async Task<IReadOnlyList<BatchOutcome>> ReverseAsync(
        IBatchVendorProvider inner, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        [.. (await inner.ApplyAsync(group, changes, cancellationToken)).Reverse()];

    private static async Task<IReadOnlyList<BatchOutcome>> PraiseAsync(
        IBatchVendorProvider inner, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        [.. (await inner.ApplyAsync(group, changes, cancellationToken)).Select(outcome => outcome with { Failure = null })];

    private static async Task<IReadOnlyList<BatchOutcome>> AllOrNothingAsync(
        IBatchVendorProvider inner, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        var outcomes = await inner.ApplyAsync(group, changes, cancellationToken);
        return outcomes.FirstOrDefault(outcome => outcome.Failure is not null) is { Failure: { } failure } ? throw failure : outcomes;
    }

    private static async Task<IReadOnlyList<BatchOutcome>> HundredAsync(
        IBatchVendorProvider inner, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        await inner.ApplyAsync(group, [.. changes.Take(100)], cancellationToken);
        return [.. changes.Select(change => new BatchOutcome(change))];
    }

    private static async Task<IReadOnlyList<BatchOutcome>> RefuseAlreadyAsync(
        IBatchVendorProvider inner, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        var members = new HashSet<string>();
        await foreach (var member in inner.ReadGroupMembers(group, cancellationToken))
            members.Add(member.Id);
        var conflict = new VendorException(VendorFailure.Conflict, "It is so already.");
        return [.. changes.Select(change => new BatchOutcome(
            change, members.Contains(change.User.Id) == (change.Action == ChangeAction.Add) ? conflict : null))];
    }

    private static async Task<IReadOnlyList<BatchOutcome>> EmptyAsync(
        IBatchVendorProvider inner, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        await foreach (var member in inner.ReadGroupMembers(group, cancellationToken))
            await inner.RemoveGroupMemberAsync(group, member, cancellationToken);
        return await inner.ApplyAsync(group, changes, cancellationToken);
    }

    private sealed class BrokenBatches(IBatchVendorProvider inner, Apply apply) : BrokenProvider(inner), IBatchVendorProvider
    {
        public BatchCapabilities Batch => inner.Batch;

        public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
            VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
            apply(inner, group, changes, cancellationToken);
    }
}
