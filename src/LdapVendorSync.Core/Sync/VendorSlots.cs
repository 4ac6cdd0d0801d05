using System.Diagnostics.CodeAnalysis;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The requests that may be under way at one vendor at once. Whoever waits for the disk holds none, so that the vendor is kept busy while
/// the next changes are journaled.
/// </summary>
/// <param name="concurrency">How many there are.</param>
/// <param name="health">Whether the vendor may still be asked.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore holds nothing to give back unless its wait handle was asked for.")]
internal sealed class VendorSlots(int concurrency, VendorHealth health)
{
    private readonly SemaphoreSlim _slots = new(concurrency);

    /// <summary>
    /// How many people are worked on at once: those whose requests are under way, and as many whose intents are on their way to the disk.
    /// Where one request goes at a time, people come strictly in their order.
    /// </summary>
    public int People { get; } = concurrency == 1 ? 1 : 2 * concurrency;

    /// <summary>Waits for a slot.</summary>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The slot; disposal gives it back.</returns>
    /// <exception cref="VendorException">The vendor was given up meanwhile: nothing is to be sent.</exception>
    /// <exception cref="OperationCanceledException">The run was ended meanwhile.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken stop)
    {
        await _slots.WaitAsync(stop).ConfigureAwait(false);
        var slot = new Slot(_slots);
        var reason = health.StopReason;
        if (reason is null && !stop.IsCancellationRequested)
            return slot;
        slot.Dispose();
        stop.ThrowIfCancellationRequested();
        throw new VendorException(VendorFailure.Unavailable, reason!) { NotSent = true };
    }

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
