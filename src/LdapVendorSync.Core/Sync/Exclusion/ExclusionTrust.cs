using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync.Exclusion;

/// <summary>
/// Judges what was read of an excluded group. Where it may lack people, whom it left out so far would be let in: so whoever may be one of
/// them is not added.
/// </summary>
/// <param name="policy">The limits of the mapping.</param>
/// <param name="memory">What earlier runs know.</param>
internal sealed class ExclusionTrust(MappingPolicy policy, ExclusionMemory memory)
{
    /// <summary>Why the group cannot be believed, the limits of which are lifted left out; <see langword="null"/> where it can.</summary>
    /// <param name="group">The group.</param>
    /// <param name="unidentified">Somebody in it whom nothing identifies; <see langword="null"/> where there is none.</param>
    public string? FindDoubt(ExcludedGroup group, GroupMember? unidentified)
    {
        var key = ExclusionMemory.KeyOf(group.Settings);
        if (group.Content.Completeness.HoldsMapping)
            return $"was not read completely ({Sentences(group.Content.Completeness.Reasons.Where(reason => reason.Scope == HoldScope.Mapping))})";
        var gone = memory.GoneReferences.GetValueOrDefault(key);
        if (group.Content.Completeness.Reasons.FirstOrDefault(reason => MayBeSomebody(reason, gone)) is { } lacking)
            return $"has somebody who is not known ({lacking.Message})";
        if (unidentified is not null)
            return
                $"has somebody with none of {string.Join(", ", policy.MatchOn)} and no link ('{unidentified.Label}'), who may be anybody";
        if (group.Content.Members.Count == 0)
            return group.Settings.AllowEmpty ? null : "has no members (if that is meant, say allow_empty: true there)";
        return FindShrinkage(group.Content.Members.Count, key);
    }

    private static bool MayBeSomebody(ReadReason reason, IReadOnlySet<string>? gone) =>
        reason.Scope == HoldScope.Person && !(reason.Kind == ReadReasonKind.DanglingMember && gone?.Contains(reason.Reference!) == true);

    private string? FindShrinkage(int now, string key)
    {
        var limits = policy.Guards;
        if (memory.LiftsLimits
            || limits.MaxSourceShrinkPercent is not { } limit
            || !memory.LastMembers.TryGetValue(key, out var before)
            || before - now < Math.Max(1, limits.RemovalFloor))
        {
            return null;
        }

        var percent = 100.0 * (before - now) / before;
        return percent <= limit
            ? null
            : $"had {before} members and has {now}, {GuardMessage.Percent(percent)} % fewer, more than max_source_shrink_percent "
                + $"{GuardMessage.Percent(limit)} (if that is meant, run once with removals allowed)";
    }

    private static string Sentences(IEnumerable<ReadReason> reasons) => string.Join("; ", reasons.Select(reason => reason.Message));
}
