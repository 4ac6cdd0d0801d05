using System.Globalization;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace LdapVendorSync.Core.Http;

/// <summary>Repeats attempts that failed for a passing reason, with growing waits.</summary>
internal sealed class RequestRetries
{
    private readonly HttpEndpoint _endpoint;
    private readonly ILogger _logger;
    private readonly RequestPace _pace;
    private readonly RetryBudget _budget;
    private readonly ResiliencePipeline<HttpAttempt> _pipeline;

    public RequestRetries(HttpEndpoint endpoint, RequestPace pace, ILogger logger)
    {
        _endpoint = endpoint;
        _pace = pace;
        _budget = new RetryBudget(endpoint.ErrorHandling.RetryBudget);
        _logger = logger;
        _pipeline = Settings.MaxRetries > 0 ? CreatePipeline() : ResiliencePipeline<HttpAttempt>.Empty;
    }

    private ErrorHandlingSettings Settings => _endpoint.ErrorHandling;

    /// <summary>Runs attempts until one succeeds, none may follow, or the retries are used up.</summary>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="cancellationToken">Ends attempts and waits.</param>
    /// <returns>The last attempt.</returns>
    public async Task<HttpAttempt> RunAsync(Func<CancellationToken, Task<HttpAttempt>> attempt, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _endpoint.Stopping);
        HttpAttempt? last = null;
        try
        {
            return await _pipeline
                .ExecuteAsync(async _ => last = await attempt(cancellationToken).ConfigureAwait(false), waiting.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The run ends, and the request does not get the further attempt that it waited for. What begins only now is a look-up that
            // belongs to a request under way; it gets one attempt.
            return last ?? await attempt(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Turns a demand for a longer pause than we are willing to make into a failure at once.</summary>
    public HttpAttempt Cap(VendorHttpRequest request, HttpAttempt attempt, VendorHttpErrors errors)
    {
        if (attempt.RetryAfter is not { } wait || wait.TotalSeconds <= Settings.RetryAfterCapSeconds)
            return attempt;

        var cap = Settings.RetryAfterCapSeconds;
        var until = _endpoint.TimeProvider.GetUtcNow() + wait;
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"rate limited until {until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: "
                + $"the server asks for a pause of {wait.TotalSeconds:0} s (Retry-After), but retry_after_cap_seconds is {cap:0.###}");
        var said = errors.Create(VendorFailure.RateLimited, request, reason);
        return new HttpAttempt
        {
            Error = attempt.Error!.Restate(said.Message, VendorFailure.RateLimited, attempt.OutcomeUnknown, retryAt: until),
            OutcomeUnknown = attempt.OutcomeUnknown,
        };
    }

    /// <summary>Counts a request, however often it will be sent.</summary>
    public void CountRequest() => _budget.CountRequest();

    /// <summary>
    /// Lets an attempt that failed be followed by another only while the budget lasts. What a pause that the server asked for or an outage
    /// costs has limits of its own. Nor is a request charged with being one too many: how many go at once is not its doing.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="isOutage">Whether nobody is answered.</param>
    /// <param name="tries">The request's attempts so far.</param>
    public HttpAttempt Grant(HttpAttempt attempt, bool isOutage, RequestTries tries)
    {
        if (tries.Count(attempt) || !attempt.IsTransient)
            return attempt;
        if (tries.Charged > Settings.MaxRetries)
            return attempt with { IsTransient = false };
        if (isOutage || attempt.RetryAfter is not null || _budget.TryTake(out var isFirstRefusal))
            return attempt with { Retries = tries.Charged };

        if (isFirstRefusal)
        {
            _logger.LogWarning(
                "{Vendor}: the retries that retry_budget ({Budget}) allows are used up; requests that fail are not tried again.",
                _endpoint.Name, _budget.Limit);
        }

        var message = $"{attempt.Error!.Message} It was not tried again, because retry_budget ({_budget.Limit}) is spent.";
        return attempt with { IsTransient = false, Error = attempt.Error.Restate(message, retryWithheld: true) };
    }

    private ResiliencePipeline<HttpAttempt> CreatePipeline() =>
        new ResiliencePipelineBuilder<HttpAttempt> { TimeProvider = _endpoint.TimeProvider }
            .AddRetry(new RetryStrategyOptions<HttpAttempt>
            {
                MaxRetryAttempts = Settings.MaxRetries + RequestTries.MostExcused,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { IsTransient: true }),
                DelayGenerator = arguments =>
                    ValueTask.FromResult<TimeSpan?>(WaitBefore(arguments.Outcome.Result!)),
                OnRetry = arguments =>
                {
                    OnRetry(arguments.Outcome.Result!, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private TimeSpan WaitBefore(HttpAttempt attempt)
    {
        if (attempt.RetryAfter is { } asked)
            return asked;
        if (Settings.Backoff == RetryBackoff.Constant)
            return TimeSpan.FromSeconds(Settings.RetryWaitSeconds);
        // A quarter up or down, so that requests that failed together do not come back together.
        var jitter = 0.75 + (Random.Shared.NextDouble() / 2);
        var longest = Math.Max(Settings.MaxRetryWaitSeconds, Settings.RetryWaitSeconds);
        return TimeSpan.FromSeconds(Math.Min(longest, Settings.RetryWaitSeconds * Math.Pow(2, (attempt.Retries ?? 1) - 1) * jitter));
    }

    private void OnRetry(HttpAttempt attempt, TimeSpan wait)
    {
        var count = attempt.Retries is { } retries
            ? string.Create(CultureInfo.InvariantCulture, $"retry {retries} of {Settings.MaxRetries}")
            : "with fewer at once, which counts as no retry";
        if (attempt.RetryAfter is not null)
        {
            // Whatever asks one request to wait would ask the others too.
            _pace.PauseFor(wait);
            _logger.LogWarning(
                "{Reason} Trying again in {WaitSeconds:0.0} s, as the server asks (Retry-After; the cap is {CapSeconds} s); {Retry}.",
                attempt.Error!.Message, wait.TotalSeconds, Settings.RetryAfterCapSeconds, count);
            return;
        }

        _logger.LogWarning("{Reason} Trying again in {WaitSeconds:0.0} s; {Retry}.", attempt.Error!.Message, wait.TotalSeconds, count);
    }
}
