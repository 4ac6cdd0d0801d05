namespace LdapVendorSync.Core.Scheduling;

/// <summary>By how much a start is put off at random, so that many machines do not ask a directory all in the same second.</summary>
internal static class StartDelay
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The longest delay for a schedule: none that would be felt in a short interval.</summary>
    public static TimeSpan Of(TaskSchedule schedule) => schedule.Interval < TimeSpan.FromMinutes(5) ? TimeSpan.Zero : Longest;
}
