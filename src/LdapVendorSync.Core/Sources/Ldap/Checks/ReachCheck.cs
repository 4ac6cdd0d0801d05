using System.Net.Sockets;
using System.Net;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap.Checks;

/// <summary>Checks whether a server's name is known, and whether each of its addresses accepts connections.</summary>
internal sealed class ReachCheck(LdapConnectionOptions options, CheckRecorder recorder)
{
    private const string Hint = "Check host and port in server_url, the firewall, and that the server runs.";

    private readonly LdapEndpoint _endpoint = options.Endpoint;

    /// <summary>Checks it.</summary>
    /// <returns>Whether at least one address accepts.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var accepted = 0;
        var refused = new List<string>();
        foreach (var address in await ResolveAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await TryAsync(address, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                refused.Add($"{new IPEndPoint(address, _endpoint.Port)} accepts no connection: {reason}");
                continue;
            }

            accepted++;
            recorder.Pass("TCP", $"{new IPEndPoint(address, _endpoint.Port)} accepts connections.");
        }

        foreach (var reason in refused)
        {
            if (accepted > 0)
                recorder.Warn("TCP", reason, "Other addresses of the name work. " + Hint);
            else
                recorder.Fail("TCP", reason, Hint);
        }

        return accepted > 0;
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(_endpoint.Host, cancellationToken).ConfigureAwait(false);
            recorder.Pass("DNS", $"{_endpoint.Host} is {string.Join(", ", addresses.Select(address => address.ToString()))}.");
            return addresses;
        }
        catch (SocketException error)
        {
            recorder.Fail(
                "DNS",
                $"The name {_endpoint.Host} cannot be resolved: {error.Message}",
                "Check server_url, and the DNS settings of this machine.");
            return [];
        }
    }

    /// <summary>Opens a connection and closes it again.</summary>
    /// <returns>Why it was not accepted; <see langword="null"/> if it was.</returns>
    private async Task<string?> TryAsync(IPAddress address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, _endpoint.Port, either.Token).ConfigureAwait(false);
            return null;
        }
        catch (SocketException error)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s";
        }
    }
}
