using System.Globalization;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>Limits on how many people lose access at once: per mapping, per vendor and per run.</summary>
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
            var limit = vendor[0].Vendor.Guards.MaxRemovalsPerVendor;
            if (Exceeded(vendor, limit) is not { } count)
                continue;
            holds.AddRange(vendor.Select(mapping => Hold(
                mapping, $"{count} removals at vendor '{mapping.Vendor.Name}', more than max_removals_per_vendor {limit}")));
            free = [.. free.Except(vendor)];
        }

        if (Exceeded(free, run.Limits.MaxRemovalsPerRun) is { } total)
        {
            holds.AddRange(free.Select(mapping => Hold(
                mapping, $"{total} removals in the run, more than max_removals_per_run {run.Limits.MaxRemovalsPerRun}")));
        }

        return holds;
    }

    private static GuardHold? MappingLimit(GuardedMapping mapping)
    {
        var limits = mapping.Plan.Mapping.Policy.Guards;
        var count = mapping.Removals.Count;
        if (count > limits.MaxRemovalsPerMapping)
            return Hold(mapping, $"{count} removals, more than max_removals_per_mapping {limits.MaxRemovalsPerMapping}");
        return PercentOver(mapping, limits) is { } percent
            ? Hold(
                mapping,
                $"{count} of {mapping.Plan.VendorMembers} members are {Percent(percent)} %, "
                    + $"more than max_removal_percent {Percent(limits.MaxRemovalPercent!.Value)} (from {limits.RemovalFloor} removals up)")
            : null;
    }

    private static double? PercentOver(GuardedMapping mapping, GuardSettings limits)
    {
        var count = mapping.Removals.Count;
        if (limits.MaxRemovalPercent is not { } limit || count == 0 || count < limits.RemovalFloor)
            return null;
        var percent = 100.0 * count / Math.Max(1, mapping.Plan.VendorMembers);
        return percent > limit ? percent : null;
    }

    private static int? Exceeded(IEnumerable<GuardedMapping> mappings, int? limit) =>
        mappings.Sum(mapping => mapping.Removals.Count) is var count && count > limit ? count : null;

    private static GuardHold Hold(GuardedMapping mapping, string value) => new(
        "removal limit",
        mapping.Plan.Mapping.Reference,
        $"Removal limit: {value}; {GuardMessage.Held(mapping.Removals)}. If that is meant, run once with removals allowed.",
        mapping.Removals);

    private static string Percent(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
