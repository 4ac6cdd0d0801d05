using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Ldap;

namespace LdapVendorSync.Core.Sources.Ldap.Checks;

/// <summary>
/// Tries step by step whether a directory can be used, at each of its servers, and stops at a server's first fault. Nothing is retried.
/// </summary>
internal sealed class LdapSourceCheck(LdapDirectory directory, LdapConnector connector, TimeProvider timeProvider)
{
    private readonly CheckRecorder _recorder = new(timeProvider);

    public IReadOnlyList<CheckResult> Results => _recorder.Results;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var credential = await connector.CreateCredentialAsync(cancellationToken).ConfigureAwait(false);
            foreach (var options in await connector.CreateOptionsAsync(cancellationToken).ConfigureAwait(false))
            {
                _recorder.Begin(options.Endpoint.ToString());
                if (!await CheckServerAsync(options, credential, cancellationToken).ConfigureAwait(false))
                    return;
            }
        }
        catch (SourceException error)
        {
            _recorder.Fail("settings", error.Message, "Correct the password or the certificate files of this source.");
        }
    }

    /// <summary>Checks one server.</summary>
    /// <returns>Whether others may be checked: not after a refused bind, which would count as another wrong password.</returns>
    private async Task<bool> CheckServerAsync(LdapConnectionOptions options, LdapCredential credential, CancellationToken cancellationToken)
    {
        if (!await new ReachCheck(options, _recorder).RunAsync(cancellationToken).ConfigureAwait(false))
            return true;
        var logon = new LogonCheck(options, _recorder);
        var connection = await logon.ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (connection is null)
            return true;
        await using (connection.ConfigureAwait(false))
        {
            if (!await logon.BindAsync(connection, credential, cancellationToken).ConfigureAwait(false))
                return false;
            await new ContentCheck(directory, connection, _recorder, timeProvider).RunAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
