using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Transport;

/// <summary>Looks a host up and opens a TCP connection to the first of its addresses that answers.</summary>
internal static class TcpConnector
{
    /// <summary>Connects.</summary>
    /// <exception cref="LdapConnectException">The name is unknown, or no address accepts.</exception>
    /// <exception cref="LdapTimeoutException">It took too long.</exception>
    public static async Task<Socket> ConnectAsync(LdapConnectionOptions options, CancellationToken cancellationToken)
    {
        var race = new ConnectRace(options);
        try
        {
            return await TimeLimit.RunAsync(
                options, LdapPhase.Connect, options.ConnectTimeout, token => ConnectAnyAsync(options, race, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (LdapTimeoutException timeout) when (race.Failures.Count > 0 && !IsLiteral(options))
        {
            throw new LdapTimeoutException(options.Endpoint, LdapPhase.Connect, options.ConnectTimeout, timeout, race.Describe());
        }
    }

    private static async Task<Socket> ConnectAnyAsync(LdapConnectionOptions options, ConnectRace race, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(options, cancellationToken).ConfigureAwait(false);
        return await race.RunAsync(addresses, cancellationToken).ConfigureAwait(false)
            ?? throw new LdapConnectException(
                options.Endpoint, $"{race.Describe()}. Check host, port and firewall.", race.Failures[0].Reason);
    }

    private static bool IsLiteral(LdapConnectionOptions options) => IPAddress.TryParse(options.Host, out _);

    private static async Task<IPAddress[]> ResolveAsync(LdapConnectionOptions options, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(options.Host, out var literal)) return [literal];
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(options.Host, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException e)
        {
            throw new LdapConnectException(
                options.Endpoint, $"the name {options.Host} cannot be resolved ({e.Message}). Check the host name and DNS.", e);
        }
    }
}
