using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Puts the credentials on a request: Basic (RFC 7617), a token in the Authorization header (RFC 6750 and its like), or a header of one's
/// own.
/// </summary>
internal sealed class RequestAuthenticator
{
    private readonly string _header;
    private readonly string _value;

    private RequestAuthenticator(string header, string value)
    {
        _header = header;
        _value = value;
    }

    /// <summary>Fetches the secret and prepares the header.</summary>
    /// <param name="auth">How requests are authenticated; <see langword="null"/> for not at all.</param>
    /// <param name="redactor">Learns the form in which the secret is sent.</param>
    /// <param name="cancellationToken">Ends the wait for the secret.</param>
    /// <returns>The authenticator, or <see langword="null"/> where there is nothing to authenticate with.</returns>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> for a method that is not available or lacks a
    /// value.</exception>
    /// <exception cref="SecretUnavailableException">The secret cannot be fetched.</exception>
    public static async Task<RequestAuthenticator?> CreateAsync(
        AuthSettings? auth, SecretRedactor redactor, CancellationToken cancellationToken)
    {
        if (auth is null || auth.Method == AuthMethod.None)
            return null;

        var secret = await RevealAsync(auth, cancellationToken).ConfigureAwait(false);
        redactor.Add(secret);
        var authenticator = auth.Method switch
        {
            AuthMethod.Basic => Basic(auth.Username ?? throw Lacks(auth, "username"), secret),
            AuthMethod.Token => new RequestAuthenticator("Authorization", $"{auth.Scheme} {secret}".Trim()),
            AuthMethod.Bearer => new RequestAuthenticator("Authorization", $"Bearer {secret}"),
            AuthMethod.Header => new RequestAuthenticator(auth.Header ?? throw Lacks(auth, "header"), secret),
            _ => throw NotAvailable(auth),
        };
        // A header with a line break would be refused by the client, in a message that shows it.
        if (authenticator._value.Any(character => char.IsControl(character) || !char.IsAscii(character)))
            throw Refuse("The secret of 'auth' holds a line break or a character that no header can carry. Check how it is given.");
        redactor.Add(authenticator._value[(authenticator._value.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return authenticator;
    }

    public void Authenticate(HttpRequestMessage request)
    {
        request.Headers.Remove(_header);
        request.Headers.TryAddWithoutValidation(_header, _value);
    }

    private static RequestAuthenticator Basic(string username, string password) => username.Contains(':', StringComparison.Ordinal)
        ? throw Refuse("The user name of 'auth' holds a ':', which Basic authentication cannot carry (RFC 7617 section 2).")
        : new RequestAuthenticator("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));

    private static async Task<string> RevealAsync(AuthSettings auth, CancellationToken cancellationToken)
    {
        var (key, secret) = auth.Method switch
        {
            AuthMethod.Basic => ("password", auth.Password),
            AuthMethod.Header => ("value", auth.Value),
            AuthMethod.Token or AuthMethod.Bearer => ("token", auth.Token),
            _ => throw NotAvailable(auth),
        };
        return await (secret ?? throw Lacks(auth, key)).RevealAsync(cancellationToken).ConfigureAwait(false);
    }

    private static VendorException NotAvailable(AuthSettings auth) =>
        Refuse($"Authentication by '{auth.Method}' is not available in this version.");

    private static VendorException Lacks(AuthSettings auth, string key) =>
        Refuse($"'auth.{key}' is missing, which method '{auth.Method}' needs.");

    private static VendorException Refuse(string message) => new(VendorFailure.Unsupported, message);
}
