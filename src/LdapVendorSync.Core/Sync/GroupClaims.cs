using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Finds the groups of a vendor before they are read, so that no two mappings own one.</summary>
/// <param name="vendor">The vendor.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="ownership">The owners so far.</param>
/// <param name="logger">Hears of look-ups that failed.</param>
internal sealed class GroupClaims(VendorConnection vendor, SyncConfiguration configuration, GroupOwnership ownership, ILogger logger)
{
    /// <summary>
    /// Claims the groups of all mappings of the application. Those that were not selected own their groups too, also those of other vendors that mean
    /// the same application: to select one of two owners must not hide the other.
    /// </summary>
    /// <param name="runs">The vendor's mappings in this run.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    public async Task ClaimAsync(IReadOnlyList<MappingRun> runs, CancellationToken cancellationToken)
    {
        var target = vendor.Settings.Target;
        var ofTarget = configuration.Vendors
            .Where(other => other.Target == target)
            .SelectMany(other => SyncMapping.Of(other, configuration.Sources));
        var found = Pipelined.RunAsync(ofTarget, vendor.Concurrency, FindAsync, cancellationToken);
        await foreach (var (mapping, group) in found.ConfigureAwait(false))
        {
            if (group is null)
                continue;
            var run = runs.FirstOrDefault(candidate => candidate.Mapping.Reference == mapping);
            ownership.Claim(target, group, mapping, run);
            if (run is not null)
                run.Group = group;
        }
    }

    private async Task<(MappingReference Mapping, VendorGroup? Group)> FindAsync(SyncMapping mapping, CancellationToken cancellationToken)
    {
        var name = mapping.Reference.VendorGroup;
        try
        {
            return (mapping.Reference, await vendor.Provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false));
        }
        catch (VendorException error)
        {
            // Reading the mapping meets the same fault and reports it where it belongs.
            logger.LogDebug(error, "{Vendor}: group {Group} could not be looked up", vendor.Settings.Name, name);
            return (mapping.Reference, null);
        }
    }
}
