using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Tries step by step what the source needs: reach, authenticate, may read groups, may read users.</summary>
/// <param name="settings">The source.</param>
/// <param name="connect">Finds the realm, or says why not.</param>
/// <param name="clock">Measures the steps.</param>
internal sealed class KeycloakChecks(
    KeycloakSourceSettings settings, Func<CancellationToken, Task<KeycloakClient>> connect, TimeProvider clock)
{
    private const string GiveRole = "Give the service account the role view-users.";

    private readonly List<CheckResult> _results = [];

    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        KeycloakClient? client = null;
        var isReached = await TryAsync(
            "reach",
            async () =>
            {
                client = await connect(cancellationToken).ConfigureAwait(false);
                return new CheckResult("reach", true, $"realm '{settings.TokenRealm ?? settings.Realm}' found at {client.Address}");
            },
            "Check base_url, realm, truststore_file and the proxy.").ConfigureAwait(false);
        if (!isReached
            || !await TryAsync(
                "authenticate", () => AuthenticateAsync(client!, cancellationToken), "Check client_id and client_secret or key_file.")
                .ConfigureAwait(false))
            return _results;
        await TryAsync("groups", () => CountAsync(client!, "groups", cancellationToken), GiveRole).ConfigureAwait(false);
        await TryAsync("users", () => CountAsync(client!, "users", cancellationToken), GiveRole).ConfigureAwait(false);
        return _results;
    }

    // What it may read is for the next steps to say: a refusal of its rights means that it is known.
    private async Task<CheckResult> AuthenticateAsync(KeycloakClient client, CancellationToken cancellationToken)
    {
        try
        {
            var realm = await client.FindAsync(string.Empty, "sign in", "view-users", cancellationToken).ConfigureAwait(false);
            if (realm is null)
                throw new SourceException(
                    SourceFailure.ServerError, $"There is no realm '{settings.Realm}' at {client.Address}, or no admin API.");
        }
        catch (SourceException error) when (error.Failure == SourceFailure.AccessDenied)
        {
            // Signed in, without any role.
        }

        return new CheckResult("authenticate", true, $"signed in as the client '{settings.ClientId}'");
    }

    private static async Task<CheckResult> CountAsync(KeycloakClient client, string what, CancellationToken cancellationToken)
    {
        var purpose = $"list the {what}";
        var counted = await client.FindAsync($"{what}/count", purpose, "view-users", cancellationToken).ConfigureAwait(false);
        var listed = await client.FindAsync($"{what}?first=0&max=2&briefRepresentation=true", purpose, "view-users", cancellationToken)
            .ConfigureAwait(false);
        var number = counted is null ? 0 : client.Number(counted, purpose);
        if (listed is not null && client.Items(listed, purpose).Count > 0)
            return new CheckResult(what, true, $"may list the {what}; there are {number}");
        // Who may ask, but not view, gets an empty list instead of a refusal. All groups are counted even then, but only the users who may
        // be seen.
        if (number == 0 && await client.SeesEverybodyAsync(purpose, cancellationToken).ConfigureAwait(false))
            return new CheckResult(what, true, $"may list the {what}; there are none") { IsWarning = true };
        throw new SourceException(
            SourceFailure.AccessDenied, $"Keycloak counts {number} {what} and shows none: the role view-users is missing.");
    }

    private async Task<bool> TryAsync(string step, Func<Task<CheckResult>> run, string hint)
    {
        var started = clock.GetTimestamp();
        try
        {
            var result = await run().ConfigureAwait(false);
            _results.Add(result with { Server = settings.BaseUrl.Host, Duration = clock.GetElapsedTime(started) });
            return true;
        }
        catch (SourceException error)
        {
            _results.Add(new CheckResult(step, false, error.Message, hint)
            {
                Server = settings.BaseUrl.Host,
                Duration = clock.GetElapsedTime(started),
            });
            return false;
        }
    }
}
