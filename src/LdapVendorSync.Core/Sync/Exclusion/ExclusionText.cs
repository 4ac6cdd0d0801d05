using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>Tells whom a mapping leaves out, and what is wrong with the groups that say so.</summary>
internal static class ExclusionText
{
    private const string Rule = "except";
    private const int Shown = 5;

    /// <summary>Why a mapping fails of which a group could not be read.</summary>
    public static string Unreadable(ExcludedGroup group) =>
        $"The group {group.Settings}, whose people are left out (except), could not be read: {group.Content.Completeness.Error!.Message}";

    /// <summary>What is held because of excluded groups; <see langword="null"/> where nothing is.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="reasons">Why.</param>
    /// <param name="additions">Additions, and accounts to enable, that are held.</param>
    public static GuardHold? Hold(SyncMapping mapping, IEnumerable<string> reasons, IReadOnlyList<MembershipChange> additions) =>
        additions.Count == 0
            ? null
            : new GuardHold(
                Rule,
                mapping.Reference,
                $"Except: {string.Join("; ", reasons)}; {GuardMessage.HeldAdditions(additions)}.",
                additions);

    /// <summary>The sentences for a run's summary.</summary>
    public static IEnumerable<string> Describe(MappingPlan plan)
    {
        foreach (var group in plan.LeftOut.GroupBy(person => person.Group))
        {
            var names = string.Join(", ", group.Select(person => person.Person.Label).Order(StringComparer.Ordinal).Take(Shown));
            var more = group.Count() > Shown ? $" and {group.Count() - Shown} more" : string.Empty;
            yield return
                $"Left out as members of {group.Key} (except): {group.Count()} of '{plan.Mapping.Reference.SourceGroup}': {names}{more}.";
        }

        // What holds somebody is told as that.
        if (plan.HeldAdditions is null && plan.ExclusionDoubts.Count > 0)
            yield return $"Nobody would be added now: {string.Join("; ", plan.ExclusionDoubts)}.";
    }
}
