using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// Tries step by step whether a directory can be used, at each of its servers, and stops at a server's first fault. Nothing is retried.
/// </summary>
internal sealed class LdapSourceCheck(LdapDirectory directory, LdapConnector connector)
{
    private readonly List<CheckResult> _results = [];

    public IReadOnlyList<CheckResult> Results => _results;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var credential = await connector.CreateCredentialAsync(cancellationToken).ConfigureAwait(false);
            foreach (var options in await connector.CreateOptionsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!await CheckServerAsync(options, credential, cancellationToken).ConfigureAwait(false))
                    return;
            }
        }
        catch (SourceException error)
        {
            Fail("settings", error.Message, "Correct the password or the certificate files of this source.");
        }
    }

    /// <summary>Checks one server.</summary>
    /// <returns>Whether others may be checked: not after a refused bind, which would count as another wrong password.</returns>
    private async Task<bool> CheckServerAsync(LdapConnectionOptions options, LdapCredential credential, CancellationToken cancellationToken)
    {
        if (!await CheckNameAsync(options.Endpoint, cancellationToken).ConfigureAwait(false))
            return true;
        var connection = await ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        if (connection is null)
            return true;
        await using (connection.ConfigureAwait(false))
        {
            if (!await CheckBindAsync(connection, credential, cancellationToken).ConfigureAwait(false))
                return false;
            await CheckContentAsync(connection, cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    private async Task<bool> CheckNameAsync(LdapEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken).ConfigureAwait(false);
            return Pass("DNS", $"{endpoint.Host} is {string.Join(", ", addresses.Select(address => address.ToString()))}.");
        }
        catch (SocketException error)
        {
            return Fail(
                "DNS",
                $"The name {endpoint.Host} cannot be resolved: {error.Message}",
                "Check server_url, and the DNS settings of this machine.");
        }
    }

    private async Task<LdapConnection?> ConnectAsync(LdapConnectionOptions options, CancellationToken cancellationToken)
    {
        var endpoint = options.Endpoint;
        try
        {
            var connection = await LdapConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            Pass("TCP", $"{endpoint} accepts connections.");
            if (options.Security != LdapSecurity.None)
                Pass("TLS", $"{endpoint} is protected by {(options.Security == LdapSecurity.StartTls ? "StartTLS" : "TLS")}.");
            return connection;
        }
        catch (LdapException error) when (error is LdapConnectException or LdapTimeoutException { Phase: LdapPhase.Connect })
        {
            Fail("TCP", error.Message, "Check host and port in server_url, the firewall, and that the server runs.");
        }
        catch (LdapException error)
        {
            Pass("TCP", $"{endpoint} accepts connections.");
            Fail("TLS", error.Message, HintForTls(error));
        }

        return null;
    }

    private static string HintForTls(LdapException error) => error is LdapTlsException { Verdict: not null }
        ? "Give the authority that issued the certificate in truststore_file, and in server_url a host name that the certificate is for."
        : "Check that this port speaks TLS: ldaps:// mostly is port 636; port 389 needs ldap:// with start_tls: true.";

    private async Task<bool> CheckBindAsync(LdapConnection connection, LdapCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await connection.BindAsync(credential, cancellationToken).ConfigureAwait(false);
            return Pass("bind", $"{connection.Endpoint} accepts {credential}.");
        }
        catch (LdapException error)
        {
            return Fail("bind", error.Message, error is LdapPlaintextPasswordException
                ? "Use ldaps:// or start_tls: true."
                : "Check bind_dn and bind_password. Repeated attempts may lock the account.");
        }
    }

    private async Task CheckContentAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadServerAsync(connection, cancellationToken).ConfigureAwait(false) is not { } server)
                return;
            foreach (var tree in directory.UserBases(server, "base of people"))
            {
                var people = LdapDirectory.Subtree(server, tree, directory.UserFilter, [LdapSearchRequest.NoAttributes]);
                await CheckTreeAsync(connection, "people", people, "Check user_base_dn and user_filter", cancellationToken)
                    .ConfigureAwait(false);
            }

            foreach (var tree in directory.GroupBases(server, "base of groups"))
            {
                var groups = LdapDirectory.Subtree(server, tree, GroupSelector.IsGroup, [LdapSearchRequest.NoAttributes]);
                await CheckTreeAsync(connection, "groups", groups, "Check group_base_dn", cancellationToken).ConfigureAwait(false);
            }
        }
        catch (LdapException error)
        {
            Fail("search", error.Message, "Check the server's log.");
        }
        catch (SourceException error)
        {
            Fail("base DN", error.Message, "Set user_base_dn and group_base_dn.");
        }
    }

    private async Task<LdapServer?> ReadServerAsync(LdapConnection connection, CancellationToken cancellationToken)
    {
        var request = LdapSearchRequest.ForEntry(string.Empty, LdapServer.Attributes);
        var response = await connection.SearchAsync(request, cancellationToken).ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        if (response is not { Result.IsSuccess: true, Entries: [var rootDse] })
        {
            Fail(
                "root DSE",
                $"The server does not describe itself: {response.Result}.",
                "Let the account read the root DSE, or set user_base_dn and group_base_dn.");
            return null;
        }

        var server = LdapServer.Read(rootDse);
        var kind = server.IsActiveDirectory ? "Active Directory" : server.Product ?? "An LDAP server";
        Pass("root DSE", $"{kind} with {string.Join(", ", server.NamingContexts.Select(context => $"'{context}'"))}.");
        return server;
    }

    private async Task CheckTreeAsync(
        LdapConnection connection, string step, LdapSearchRequest request, string hint, CancellationToken cancellationToken)
    {
        var one = request with { SizeLimit = 1 };
        var response = await connection.SearchAsync(one, cancellationToken).ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        if (response.Entries.Count > 0)
            Pass(step, $"Below '{request.BaseDn}' entries match {request.Filter}.");
        else
            Fail(
                step,
                $"Below '{request.BaseDn}' no entry matches {request.Filter}, or none may be read: {response.Result}.",
                $"{hint}, and what the account may read.");
    }

    private bool Pass(string step, string message)
    {
        _results.Add(new CheckResult(step, true, message));
        return true;
    }

    private bool Fail(string step, string message, string hint)
    {
        _results.Add(new CheckResult(step, false, message, hint));
        return false;
    }
}
