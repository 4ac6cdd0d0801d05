using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Runs a step of the connection under its time limit, and tells the limit's end from the caller's cancellation.</summary>
internal static class TimeLimit
{
    /// <summary>Runs a step.</summary>
    /// <exception cref="LdapTimeoutException">The limit ran out.</exception>
    public static async Task<T> RunAsync<T>(
        LdapConnectionOptions options,
        LdapPhase phase,
        TimeSpan limit,
        Func<CancellationToken, Task<T>> step,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is not LdapException)
        {
            throw new LdapTimeoutException(options.Endpoint, phase, limit, e);
        }
    }
}
