namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Authenticated connections that nobody uses for a while, for the next source with the same settings. A connection has one user at a
/// time, and nothing of what was read goes with it. Safe to use from several threads.
/// </summary>
public sealed class LdapConnectionCache : IAsyncDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(2);

    // What the account may see is judged by some servers when it binds.
    private static readonly TimeSpan AgeLimit = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<Idle> _idle = [];
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _sweep;
    private bool _isClosed;

    /// <summary>An empty cache.</summary>
    /// <param name="timeProvider">The clock.</param>
    public LdapConnectionCache(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
        _sweep = timeProvider.CreateTimer(_ => _ = CloseAsync(TakeWorn()), null, IdleLimit / 4, IdleLimit / 4);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        List<Idle> rest;
        lock (_gate)
        {
            _isClosed = true;
            rest = [.. _idle];
            _idle.Clear();
        }

        await _sweep.DisposeAsync().ConfigureAwait(false);
        await CloseAsync(rest).ConfigureAwait(false);
    }

    /// <summary>Takes a connection out; <see langword="null"/> where there is none.</summary>
    /// <param name="key">The fingerprint of the settings.</param>
    internal LdapLink? Take(string key)
    {
        lock (_gate)
        {
            var index = _idle.FindLastIndex(idle => idle.Key == key && !IsWorn(idle) && idle.Link.Connection.Failure is null);
            if (index < 0)
                return null;
            var link = _idle[index].Link;
            _idle.RemoveAt(index);
            return link;
        }
    }

    /// <summary>Puts a connection in.</summary>
    /// <returns>Whether it is kept; if not, it is the caller's to close.</returns>
    internal bool Give(string key, LdapLink link)
    {
        lock (_gate)
        {
            var idle = new Idle(key, link, _timeProvider.GetTimestamp());
            if (_isClosed || link.Connection.Failure is not null || IsWorn(idle))
                return false;
            _idle.Add(idle);
            return true;
        }
    }

    private List<Idle> TakeWorn()
    {
        lock (_gate)
        {
            var worn = _idle.FindAll(idle => IsWorn(idle) || idle.Link.Connection.Failure is not null);
            _idle.RemoveAll(worn.Contains);
            return worn;
        }
    }

    private bool IsWorn(Idle idle) =>
        _timeProvider.GetElapsedTime(idle.Since) >= IdleLimit || _timeProvider.GetElapsedTime(idle.Link.MadeAt) >= AgeLimit;

    private static async Task CloseAsync(List<Idle> links)
    {
        foreach (var idle in links)
            await idle.Link.Connection.DisposeAsync().ConfigureAwait(false);
    }

    private sealed record Idle(string Key, LdapLink Link, long Since);
}
