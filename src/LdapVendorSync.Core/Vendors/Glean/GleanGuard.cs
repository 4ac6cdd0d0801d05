using System.Globalization;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>
/// The last line of defence before an upload or a team is sent that lacks people whom Glean has: what shall be sent is held against what Glean
/// had when the run began, however many calls it takes to get there.
/// </summary>
/// <param name="settings">The limits.</param>
/// <param name="start">What Glean had when the run began.</param>
internal sealed class GleanGuard(GleanSettings settings, GleanState start)
{
    // Glean: "older data being deleted only if the percentage of data being deleted is less than 20%".
    private const double StalePercent = 20;

    /// <summary>Why too many would go from a group; <see langword="null"/> where they may.</summary>
    /// <param name="group">The group's id.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="next">What Glean would have.</param>
    public string? FindRefusal(string group, string name, GleanState next)
    {
        var before = AddressesOf(start, group);
        var gone = before.Except(AddressesOf(next, group), StringComparer.Ordinal).Count();
        if (gone == 0)
            return null;
        var percent = 100.0 * gone / before.Count;
        var what = string.Create(CultureInfo.InvariantCulture, $"{gone} of the {before.Count} people whom Glean has in '{name}' would go ({percent:0.#} %)");
        if (settings.MaxShrinkPercent is { } limit && gone >= settings.ShrinkFloor && percent > limit)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{what}, more than glean.max_shrink_percent {limit:0.##} (from {settings.ShrinkFloor} people up). If that is meant, raise it for one run.");
        }

        return group == GleanGroups.PeopleId && settings.UploadsPeople && !settings.DisableStaleDataDeletionCheck && percent >= StalePercent
            ? $"{what}; Glean deletes nobody with an upload that lacks 20 % or more. If that is meant, say glean.disable_stale_data_deletion_check: true "
                + "for one run."
            : null;
    }

    private static HashSet<string> AddressesOf(GleanState state, string group) =>
        [.. state.MembersOf(group).Select(GleanFields.AddressKey).OfType<string>()];
}
