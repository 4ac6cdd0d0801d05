using System.Diagnostics.CodeAnalysis;

namespace LdapVendorSync.Core.Sources;

/// <summary>
/// Gets a value once, for everybody who asks: those who ask meanwhile wait for the same attempt. A failure is kept as well; a cancelled
/// attempt is not.
/// </summary>
internal sealed class AsyncOnce<T>(Func<CancellationToken, Task<T>> create) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Task<T>? _outcome;

    /// <summary>The value, if there is one already.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        var outcome = Volatile.Read(ref _outcome);
        value = outcome is { IsCompletedSuccessfully: true } ? outcome.Result : default;
        return outcome is { IsCompletedSuccessfully: true };
    }

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _outcome) is { } known)
            return await known.ConfigureAwait(false);

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await (_outcome ?? AttemptAsync(cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<T> AttemptAsync(CancellationToken cancellationToken)
    {
        var attempt = create(cancellationToken);
        try
        {
            await attempt.ConfigureAwait(false);
        }
        finally
        {
            if (!attempt.IsCanceled)
                Volatile.Write(ref _outcome, attempt);
        }

        return await attempt.ConfigureAwait(false);
    }
}
