using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Sources.Ldap;

namespace LdapVendorSync.Core.Tests.Sources.Ldap;

public class LdapRetryTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly List<int> _retried = [];
    private int _attempts;

    [Fact]
    public async Task An_outcome_that_is_good_is_the_only_attempt()
    {
        (await Retry(maxRetries: 3).RunAsync(_ => CountAsync(goodAt: 1), None)).ShouldBe(1);

        _retried.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_attempt_counts_as_one_and_each_retry_is_told_with_the_outcome_before_it()
    {
        (await Retry(maxRetries: 3).RunAsync(_ => CountAsync(goodAt: 3), None)).ShouldBe(3);

        _attempts.ShouldBe(3);
        _retried.ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_last_outcome_is_given_when_no_retry_is_left(int maxRetries)
    {
        (await Retry(maxRetries).RunAsync(_ => CountAsync(goodAt: int.MaxValue), None)).ShouldBe(-(maxRetries + 1));

        _retried.Count.ShouldBe(maxRetries);
    }

    [Fact]
    public async Task It_serves_several_runs_at_once()
    {
        var retry = Retry(maxRetries: 2);
        var failed = 0;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
        {
            var own = 0;
            return retry.RunAsync(_ => Task.FromResult(own++ == 0 ? -1 - Interlocked.Increment(ref failed) : number), None);
        }));

        outcomes.ShouldBe(Enumerable.Range(0, 20));
        failed.ShouldBe(20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_an_attempt_throws_is_not_retried(int throwingAttempt)
    {
        Task<int> AttemptAsync() =>
            ++_attempts == throwingAttempt ? throw new InvalidOperationException("Broken.") : Task.FromResult(-_attempts);

        await Should.ThrowAsync<InvalidOperationException>(() => Retry(maxRetries: 3).RunAsync(_ => AttemptAsync(), None));

        _attempts.ShouldBe(throwingAttempt);
    }

    [Fact]
    public async Task A_cancellation_ends_the_wait_for_a_retry()
    {
        using var stop = new CancellationTokenSource();
        var retry = new LdapRetry<int>(
            new ErrorHandlingSettings { MaxRetries = 1, RetryWaitSeconds = 60 }, TimeProvider.System, _ => true, (_, _) => stop.Cancel());

        await Should.ThrowAsync<OperationCanceledException>(() => retry.RunAsync(_ => CountAsync(goodAt: 2), stop.Token));

        _attempts.ShouldBe(1);
    }

    // A bad outcome is the negative number of its attempt.
    private LdapRetry<int> Retry(int maxRetries) => new(
        new ErrorHandlingSettings { MaxRetries = maxRetries, RetryWaitSeconds = 0.001 },
        TimeProvider.System,
        outcome => outcome < 0,
        (outcome, _) => NoteRetry(-outcome));

    private void NoteRetry(int attempt)
    {
        lock (_retried)
            _retried.Add(attempt);
    }

    private Task<int> CountAsync(int goodAt)
    {
        _attempts++;
        return Task.FromResult(_attempts < goodAt ? -_attempts : _attempts);
    }
}
