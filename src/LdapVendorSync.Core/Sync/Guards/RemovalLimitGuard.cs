using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>Limits on how many people lose access: at once per mapping, per vendor and per run, and per vendor within 24 hours.</summary>
public sealed class RemovalLimitGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => true;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run)
    {
        var holds = run.Mappings.Select(MappingLimit).OfType<GuardHold>().ToList();
        var held = holds.Select(hold => hold.Mapping).ToHashSet();
        var free = run.Mappings.Where(mapping => !held.Contains(mapping.Plan.Mapping.Reference)).ToList();

        // What a narrower limit holds does not count towards a wider one: it will not happen.
        free = Hold(free, mapping => mapping.Vendor.Name, VendorLimit, holds);
        free = Hold(free, mapping => mapping.Vendor.Target, DayLimit, holds);
        _ = Hold(free, _ => string.Empty, mappings => RunLimit(mappings, run.Limits), holds);
        return holds;
    }

    /// <returns>The mappings that go on to the next limit.</returns>
    private static List<GuardedMapping> Hold(
        List<GuardedMapping> mappings, Func<GuardedMapping, string> scope, Func<List<GuardedMapping>, string?> limit, List<GuardHold> holds)
    {
        var free = new List<GuardedMapping>();
        foreach (var together in mappings.GroupBy(scope, StringComparer.Ordinal).Select(group => group.ToList()))
        {
            if (limit(together) is { } value)
                holds.AddRange(together.Select(mapping => Hold(mapping, value)));
            else
                free.AddRange(together);
        }

        return free;
    }

    private static GuardHold? MappingLimit(GuardedMapping mapping)
    {
        var limits = mapping.Plan.Mapping.Policy.Guards;
        var count = mapping.Removals.Count;
        if (count > limits.MaxRemovalsPerMapping)
            return Hold(mapping, $"{count} removals, more than max_removals_per_mapping {limits.MaxRemovalsPerMapping}");
        return PercentOver(count, mapping.Plan.VendorMembers, limits.MaxRemovalPercent, limits) is { } percent
            ? Hold(
                mapping,
                $"{count} of {mapping.Plan.VendorMembers} members are {GuardMessage.Percent(percent)} %, "
                    + $"more than max_removal_percent {Limit(limits.MaxRemovalPercent)} (from {limits.RemovalFloor} removals up)")
            : null;
    }

    private static string? VendorLimit(List<GuardedMapping> vendor)
    {
        var limits = vendor[0].Vendor.Guards;
        var count = Removals(vendor);
        var where = $"at vendor '{vendor[0].Vendor.Name}'";
        if (count > limits.MaxRemovalsPerVendor)
            return $"{count} removals {where}, more than max_removals_per_vendor {limits.MaxRemovalsPerVendor}";
        return PercentOver(count, Members(vendor), limits.MaxRemovalPercentPerVendor, limits) is { } percent
            ? $"{count} of {Members(vendor)} members {where} are {GuardMessage.Percent(percent)} %, "
                + $"more than max_removal_percent_per_vendor {Limit(limits.MaxRemovalPercentPerVendor)}"
            : null;
    }

    // What was removed before is known of the application, however many vendors of the configuration mean it; the strictest of them counts.
    private static string? DayLimit(List<GuardedMapping> target)
    {
        var names = target.Select(mapping => mapping.Vendor).DistinctBy(vendor => vendor.Name, StringComparer.Ordinal).ToList();
        var before = target[0].Memory.RemovedLastDay;
        var due = Removals(target);
        if (due == 0)
            return null;
        var where = $"at vendor '{string.Join("' and '", names.Select(vendor => vendor.Name))}' within 24 hours ({before} so far)";
        var most = names.Min(vendor => vendor.Guards.MaxRemovalsPerDay);
        if (before + due > most)
            return $"{before + due} removals {where}, more than max_removals_per_day {most}";
        var limits = names.MinBy(vendor => vendor.Guards.MaxRemovalPercentPerDay ?? double.MaxValue)!.Guards;
        return PercentOver(before + due, Members(target) + before, limits.MaxRemovalPercentPerDay, limits) is { } percent
            ? $"{GuardMessage.Percent(percent)} % of the members {where}, "
                + $"more than max_removal_percent_per_day {Limit(limits.MaxRemovalPercentPerDay)}"
            : null;
    }

    private static string? RunLimit(List<GuardedMapping> mappings, GuardSettings limits)
    {
        var count = Removals(mappings);
        if (count > limits.MaxRemovalsPerRun)
            return $"{count} removals in the run, more than max_removals_per_run {limits.MaxRemovalsPerRun}";
        return PercentOver(count, Members(mappings), limits.MaxRemovalPercentPerRun, limits) is { } percent
            ? $"{count} of {Members(mappings)} members in the run are {GuardMessage.Percent(percent)} %, "
                + $"more than max_removal_percent_per_run {Limit(limits.MaxRemovalPercentPerRun)}"
            : null;
    }

    private static double? PercentOver(int count, int members, double? limit, GuardSettings limits)
    {
        if (limit is null || count == 0 || count < limits.RemovalFloor)
            return null;
        var percent = 100.0 * count / Math.Max(1, members);
        return percent > limit ? percent : null;
    }

    private static int Removals(IEnumerable<GuardedMapping> mappings) => mappings.Sum(mapping => mapping.Removals.Count);

    private static int Members(IEnumerable<GuardedMapping> mappings) => mappings.Sum(mapping => mapping.Plan.VendorMembers);

    private static string Limit(double? limit) => GuardMessage.Percent(limit ?? 0);

    private static GuardHold Hold(GuardedMapping mapping, string value) => new(
        "removal limit",
        mapping.Plan.Mapping.Reference,
        $"Removal limit: {value}; {GuardMessage.Held(mapping.Removals)}. If that is meant, run once with removals allowed.",
        mapping.Removals);
}
