using LdapVendorSync.Core.Configuration;
using Polly;
using Polly.Retry;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Tries again as <c>error_handling</c> says, with a wait that doubles with jitter up to its cap, or stays the same.</summary>
internal sealed class LdapRetry<T>
{
    private readonly ErrorHandlingSettings _settings;
    private readonly Func<T, bool> _isWorthRetrying;

    // Made for the first failure only: it checks its options by reflection, which takes a tenth of a short command.
    private readonly Lazy<ResiliencePipeline<T>> _pipeline;

    /// <summary>Repeats while an outcome is worth it.</summary>
    /// <param name="settings">How often and after which wait.</param>
    /// <param name="timeProvider">The clock of the waits.</param>
    /// <param name="isWorthRetrying">Whether an outcome may be another one next time.</param>
    /// <param name="onRetry">Told before each wait: the outcome, and how long the wait is.</param>
    /// <param name="needsNoWait">Whether the first retry after an outcome needs no wait; none does where left out.</param>
    public LdapRetry(
        ErrorHandlingSettings settings,
        TimeProvider timeProvider,
        Func<T, bool> isWorthRetrying,
        Action<T, TimeSpan> onRetry,
        Func<T, bool>? needsNoWait = null)
    {
        _settings = settings;
        _isWorthRetrying = isWorthRetrying;
        _pipeline = new Lazy<ResiliencePipeline<T>>(() => CreatePipeline(timeProvider, onRetry, needsNoWait));
    }

    /// <summary>Runs an attempt, and runs it again while its outcome is worth it. What it throws is not retried.</summary>
    public async Task<T> RunAsync(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var outcome = await attempt(cancellationToken).ConfigureAwait(false);
        return _settings.MaxRetries > 0 && _isWorthRetrying(outcome)
            ? await RetryAsync(outcome, attempt, cancellationToken).ConfigureAwait(false)
            : outcome;
    }

    private async Task<T> RetryAsync(T outcome, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        // The pipeline begins with an attempt, and that one was made.
        var known = Task.FromResult(outcome);
        return await _pipeline.Value
            .ExecuteAsync(
                async token => await (Interlocked.Exchange(ref known, null) ?? attempt(token)).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    private ResiliencePipeline<T> CreatePipeline(TimeProvider timeProvider, Action<T, TimeSpan> onRetry, Func<T, bool>? needsNoWait) =>
        new ResiliencePipelineBuilder<T> { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions<T>
            {
                MaxRetryAttempts = _settings.MaxRetries,
                Delay = TimeSpan.FromSeconds(_settings.RetryWaitSeconds),
                MaxDelay = TimeSpan.FromSeconds(Math.Max(_settings.MaxRetryWaitSeconds, _settings.RetryWaitSeconds)),
                BackoffType = _settings.Backoff == RetryBackoff.Exponential ? DelayBackoffType.Exponential : DelayBackoffType.Constant,
                UseJitter = _settings.Backoff == RetryBackoff.Exponential,
                ShouldHandle = arguments =>
                    ValueTask.FromResult(arguments.Outcome.Exception is null && _isWorthRetrying(arguments.Outcome.Result!)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    arguments.AttemptNumber == 0 && needsNoWait?.Invoke(arguments.Outcome.Result!) == true ? TimeSpan.Zero : null),
                OnRetry = arguments =>
                {
                    onRetry(arguments.Outcome.Result!, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
