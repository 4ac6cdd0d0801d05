using LdapVendorSync.Core.Configuration;
using Polly;
using Polly.Retry;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>Tries again as <c>error_handling</c> says, with a wait that doubles with jitter up to its cap, or stays the same.</summary>
internal static class LdapRetry
{
    /// <summary>A pipeline that repeats while an outcome is worth it.</summary>
    /// <param name="settings">How often and after which wait.</param>
    /// <param name="timeProvider">The clock of the waits.</param>
    /// <param name="isWorthRetrying">Whether an outcome may be another one next time.</param>
    /// <param name="onRetry">Told before each wait: the outcome, and how long the wait is.</param>
    /// <param name="needsNoWait">Whether the first retry after an outcome needs no wait; none does where left out.</param>
    public static ResiliencePipeline<T> Create<T>(
        ErrorHandlingSettings settings,
        TimeProvider timeProvider,
        Func<T, bool> isWorthRetrying,
        Action<T, TimeSpan> onRetry,
        Func<T, bool>? needsNoWait = null)
    {
        var builder = new ResiliencePipelineBuilder<T> { TimeProvider = timeProvider };
        if (settings.MaxRetries > 0)
            builder.AddRetry(new RetryStrategyOptions<T>
            {
                MaxRetryAttempts = settings.MaxRetries,
                Delay = TimeSpan.FromSeconds(settings.RetryWaitSeconds),
                MaxDelay = TimeSpan.FromSeconds(Math.Max(settings.MaxRetryWaitSeconds, settings.RetryWaitSeconds)),
                BackoffType = settings.Backoff == RetryBackoff.Exponential ? DelayBackoffType.Exponential : DelayBackoffType.Constant,
                UseJitter = settings.Backoff == RetryBackoff.Exponential,
                ShouldHandle = arguments =>
                    ValueTask.FromResult(arguments.Outcome.Exception is null && isWorthRetrying(arguments.Outcome.Result!)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    arguments.AttemptNumber == 0 && needsNoWait?.Invoke(arguments.Outcome.Result!) == true ? TimeSpan.Zero : null),
                OnRetry = arguments =>
                {
                    onRetry(arguments.Outcome.Result!, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            });
        return builder.Build();
    }
}
