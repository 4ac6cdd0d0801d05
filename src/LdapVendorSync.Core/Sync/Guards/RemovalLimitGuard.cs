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
        foreach (var vendor in free.GroupBy(mapping => mapping.Vendor.Name).Select(group => group.ToList()).ToList())
        {
            if ((VendorLimit(vendor) ?? DayLimit(vendor)) is not { } value)
                continue;
            holds.AddRange(vendor.Select(mapping => Hold(mapping, value)));
            free = [.. free.Except(vendor)];
        }

        if (RunLimit(free, run.Limits) is { } total)
            holds.AddRange(free.Select(mapping => Hold(mapping, total)));
        return holds;
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

    private static string? DayLimit(List<GuardedMapping> vendor)
    {
        var limits = vendor[0].Vendor.Guards;
        var before = vendor[0].Memory.RemovedLastDay;
        var due = Removals(vendor);
        if (due == 0)
            return null;
        var where = $"at vendor '{vendor[0].Vendor.Name}' within 24 hours ({before} so far)";
        if (before + due > limits.MaxRemovalsPerDay)
            return $"{before + due} removals {where}, more than max_removals_per_day {limits.MaxRemovalsPerDay}";
        return PercentOver(before + due, Members(vendor) + before, limits.MaxRemovalPercentPerDay, limits) is { } percent
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
