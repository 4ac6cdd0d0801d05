using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Hands outcomes on, one at a time and in the order in which they came, so that no request waits for the log of another one's outcome.
/// </summary>
internal sealed class OutcomeTeller : IAsyncDisposable
{
    private readonly Channel<ChangeOutcome> _outcomes =
        Channel.CreateUnbounded<ChangeOutcome>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Action<ChangeOutcome> _tell;
    private readonly Task _telling;

    /// <param name="tell">Gets each outcome; called from several threads, one at a time.</param>
    public OutcomeTeller(Action<ChangeOutcome> tell)
    {
        _tell = tell;
        _telling = Task.Run(TellAsync);
    }

    /// <summary>Takes an outcome over, from any thread.</summary>
    public void Tell(ChangeOutcome outcome) => _outcomes.Writer.TryWrite(outcome);

    /// <summary>Waits until every outcome was told; what went wrong first in telling is thrown here.</summary>
    public async ValueTask DisposeAsync()
    {
        _outcomes.Writer.TryComplete();
        await _telling.ConfigureAwait(false);
    }

    private async Task TellAsync()
    {
        ExceptionDispatchInfo? failure = null;
        await foreach (var outcome in _outcomes.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                _tell(outcome);
            }
#pragma warning disable CA1031 // It is thrown in the end: what was done at the vendor is told first, all of it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        failure?.Throw();
    }
}
