using System.Collections.Concurrent;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>In which order servers are tried: as configured, but those that have just failed come last.</summary>
internal sealed class ServerOrder(TimeProvider timeProvider)
{
    /// <summary>How long a failure puts a server behind the others.</summary>
    public static readonly TimeSpan Remember = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<LdapEndpoint, long> _failures = [];

    public void NoteFailure(LdapEndpoint endpoint) => _failures[endpoint] = timeProvider.GetTimestamp();

    /// <summary>The servers to try, one after the other; of those that failed the one whose failure is longest ago is first.</summary>
    public IEnumerable<LdapConnectionOptions> Sort(IEnumerable<LdapConnectionOptions> servers) =>
        servers.OrderBy(server => LastFailure(server.Endpoint));

    private long LastFailure(LdapEndpoint endpoint) =>
        _failures.TryGetValue(endpoint, out var failed) && timeProvider.GetElapsedTime(failed) < Remember ? failed : long.MinValue;
}
