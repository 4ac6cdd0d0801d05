using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics.Logging;
using LdapVendorSync.Core.History;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync;

/// <summary>Leads the vendors of a run through its steps: several at once, but those of one target one after the other, as they share its people.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="vendors">The vendors.</param>
/// <param name="logger">Hears what nobody expected.</param>
internal sealed class VendorLanes(SyncConfiguration configuration, IReadOnlyList<VendorRunner> vendors, ILogger logger)
{
    /// <summary>Compares all, lets the guards see the whole, and takes away what they allow.</summary>
    /// <returns>Whether nothing unexpected happened.</returns>
    public async Task<bool> RunAsync(bool allowRemovals, RunCancellation cancellation)
    {
        var isExpected = await ForEachAsync(vendor => vendor.CompareAsync(cancellation)).ConfigureAwait(false);
        if (cancellation.IsRequested)
            return isExpected;
        isExpected &= await ForEachAsync(vendor => vendor.FindOrphansAsync(MappingsOf(vendor.Settings.Target), cancellation.Stop)).ConfigureAwait(false);
        if (cancellation.IsRequested)
            return isExpected;
        new RunGuard(configuration, allowRemovals, logger).Decide(vendors);
        return await ForEachAsync(vendor => vendor.RemoveAsync(cancellation)).ConfigureAwait(false) && isExpected;
    }

    private async Task<bool> ForEachAsync(Func<VendorRunner, Task> work)
    {
        var isExpected = true;
        var lanes = vendors.GroupBy(vendor => vendor.Settings.Target, StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = configuration.MaxParallelVendors };
        await Parallel.ForEachAsync(lanes, options, async (lane, _) =>
        {
            foreach (var vendor in lane)
            {
                if (!await TryAsync(vendor, work).ConfigureAwait(false))
                    isExpected = false;
            }
        }).ConfigureAwait(false);
        return isExpected;
    }

    private async Task<bool> TryAsync(VendorRunner vendor, Func<VendorRunner, Task> work)
    {
        using var scope = logger.BeginVendor(vendor.Settings.Name);
        try
        {
            await work(vendor).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            vendor.Fail("The run was cancelled.");
            return true;
        }
        catch (HistoryException error)
        {
            vendor.Fail($"The journal cannot be written, so nothing more is sent: {error.Message}");
            return false;
        }
#pragma warning disable CA1031 // One bad vendor does not stop the others, whatever is wrong with it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "{Vendor}: unexpected error", vendor.Settings.Name);
            vendor.Fail($"Unexpected: {configuration.Redactor.Redact(error.Message)}");
            return false;
        }
    }

    private List<MappingRun> MappingsOf(string target) =>
        [.. vendors.Where(vendor => vendor.Settings.Target == target).SelectMany(vendor => vendor.Mappings)];
}
