using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Finds the groups of a vendor before they are read, so that no two mappings own one.</summary>
/// <param name="provider">The vendor.</param>
/// <param name="settings">Its settings.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="ownership">The owners so far.</param>
/// <param name="logger">Hears of look-ups that failed.</param>
internal sealed class GroupClaims(
    IVendorProvider provider, VendorSettings settings, SyncConfiguration configuration, GroupOwnership ownership, ILogger logger)
{
    /// <summary>
    /// Claims the groups of all mappings of the application. Those that were not selected own their groups too, also those of other vendors that mean
    /// the same application: to select one of two owners must not hide the other.
    /// </summary>
    /// <param name="runs">The vendor's mappings in this run.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    public async Task ClaimAsync(IReadOnlyList<MappingRun> runs, CancellationToken cancellationToken)
    {
        var ofTarget = configuration.Vendors
            .Where(vendor => vendor.Target == settings.Target)
            .SelectMany(vendor => SyncMapping.Of(vendor, configuration.Sources));
        foreach (var mapping in ofTarget)
        {
            var run = runs.FirstOrDefault(candidate => candidate.Mapping.Reference == mapping.Reference);
            if (await FindAsync(mapping.Reference.VendorGroup, cancellationToken).ConfigureAwait(false) is not { } group)
                continue;
            ownership.Claim(settings.Target, group, mapping.Reference, run);
            if (run is not null)
                run.Group = group;
        }
    }

    private async Task<VendorGroup?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            // Reading the mapping meets the same fault and reports it where it belongs.
            logger.LogDebug(error, "{Vendor}: group {Group} could not be looked up", settings.Name, name);
            return null;
        }
    }
}
