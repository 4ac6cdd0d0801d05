using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>What a provider, which may be anybody's code, says became of a batch.</summary>
internal static class BatchAnswer
{
    /// <summary>The outcomes in the order of the changes.</summary>
    /// <param name="changes">The changes that were sent.</param>
    /// <param name="outcomes">What the provider says.</param>
    /// <exception cref="VendorException">It does not tell of each change once, so that it cannot be believed of any.</exception>
    public static IReadOnlyList<BatchOutcome> InOrder(IReadOnlyList<BatchChange> changes, IReadOnlyList<BatchOutcome>? outcomes)
    {
        if (outcomes is null || outcomes.Count != changes.Count)
            throw Unbelievable($"The provider was given {changes.Count} changes and told what became of {outcomes?.Count ?? 0}.");
        if (changes.Zip(outcomes).All(pair => IsOf(pair.First, pair.Second)))
            return outcomes;
        var byChange = outcomes.ToLookup(outcome => KeyOf(outcome.Change));
        return [.. changes.Select(change => byChange[KeyOf(change)].ToList() is [var outcome]
            ? outcome
            : throw Unbelievable($"The provider did not tell once for each change what became of it: not of '{change.User.Label}'."))];
    }

    private static bool IsOf(BatchChange change, BatchOutcome outcome) => KeyOf(change) == KeyOf(outcome.Change);

    // No two changes of a batch are of one person.
    private static string KeyOf(BatchChange change) => change.User.Id;

    private static VendorException Unbelievable(string message) =>
        new(VendorFailure.Malformed, message) { OutcomeUnknown = true };
}
