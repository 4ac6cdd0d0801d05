using System.Globalization;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sync.Plans;

/// <summary>Whether a plan may be applied at all.</summary>
internal static class PlanCheck
{
    // More than clocks of machines that are kept in time differ.
    internal static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Why the plan is refused as a whole, in a sentence; <see langword="null"/> where it is not.</summary>
    public static string? FindRefusal(SyncPlan plan, SyncConfiguration configuration, DateTimeOffset now)
    {
        if (now >= plan.ExpiresAt)
            return $"The plan {plan.Id} expired at {Time(plan.ExpiresAt)}; nothing was changed. Make a new one.";
        if (plan.CreatedAt > now + ClockTolerance)
        {
            return $"The plan {plan.Id} was made at {Time(plan.CreatedAt)}, which is in the future: the clocks of "
                + $"'{plan.Header.Host}' and of this machine differ. Nothing was changed.";
        }

        var configured = ConfiguredMapping.Of(configuration).ToDictionary(mapping => mapping.Mapping.Reference);
        foreach (var planned in plan.Header.Mappings)
        {
            if (!configured.TryGetValue(planned.Mapping, out var mapping))
                return $"The plan {plan.Id} has the mapping '{planned.Mapping}', which the configuration does not have. {MakeNew}";
            if (mapping.Hash(configuration) != planned.ConfigurationHash)
                return $"The configuration of '{planned.Mapping}' was changed after the plan {plan.Id} was made. {MakeNew}";
        }

        return null;
    }

    private const string MakeNew = "Nothing was changed; make a new plan.";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
