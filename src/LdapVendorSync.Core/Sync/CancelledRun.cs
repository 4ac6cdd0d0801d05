using System.Globalization;

namespace LdapVendorSync.Core.Sync;

/// <summary>What a run that was ended early did, and what it leaves to the next one.</summary>
internal static class CancelledRun
{
    /// <summary>Says it in a few sentences.</summary>
    public static string Describe(bool isDryRun, IReadOnlyList<MappingRun> mappings)
    {
        if (isDryRun)
            return "Cancelled. It was a dry run: nothing was written.";
        var outcomes = mappings.SelectMany(mapping => mapping.Outcomes).ToList();
        var made = outcomes.Count(outcome => outcome.Result == ChangeResult.Applied);
        string[] left =
        [
            .. Count(outcomes.Count(outcome => outcome.IsCancelled) + mappings.Sum(NotBegun), "change", "changes"),
            .. Count(
                outcomes.Count(outcome => outcome.IsUnknown), "change whose outcome is not known", "changes whose outcome is not known"),
            .. Count(mappings.Count(mapping => mapping.Plan is null), "group that was not compared", "groups that were not compared"),
        ];
        var done = made == 0 ? "No change was made" : $"{Count(made, "change was", "changes were").Single()} made";
        return left.Length == 0
            ? $"Cancelled. {done}, and none is left."
            : $"Cancelled. {done}. Left for the next run, which goes on from here: {string.Join(", ", left)}.";
    }

    // Removals have no outcome before the guards have seen them, additions none where removals come first.
    private static int NotBegun(MappingRun mapping)
    {
        if (mapping.Plan is not { } plan)
            return 0;
        var begun = mapping.Outcomes.Select(outcome => (outcome.Change.Action, outcome.Change.User)).ToHashSet();
        return plan.Adds.Concat(plan.Updates).Concat(plan.Removals).Count(change => !begun.Contains((change.Action, change.User)));
    }

    private static IEnumerable<string> Count(int count, string one, string many)
    {
        if (count > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
    }
}
