using LdapVendorSync.Core.History;

namespace LdapVendorSync.Core.Tests.History;

/// <summary>Retention of runs alone.</summary>
internal static class RetentionExtensions
{
    public static Task<int> PruneAsync(this RunHistory runs, DateTimeOffset before, int? atMost, CancellationToken cancellationToken) =>
        runs.PruneAsync(
            new RetentionLimits(before, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) { RunsAtMost = atMost }, cancellationToken);
}
