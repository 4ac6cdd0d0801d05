using System.Net;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>
/// A credential that stays the same: Basic (RFC 7617), a token in the Authorization header (RFC 6750 and its like), a header or a query
/// parameter of one's own, or none.
/// </summary>
internal sealed class FixedCredential : ICredentialSource
{
    private readonly Credential? _credential;

    private FixedCredential(Credential? credential, string description)
    {
        _credential = credential;
        Description = description;
    }

    public string Description { get; }

    /// <summary>Fetches the secret and prepares the credential.</summary>
    /// <param name="auth">How requests are authenticated.</param>
    /// <param name="redactor">Learns the form in which the secret is sent.</param>
    /// <param name="cancellationToken">Ends the wait for the secret.</param>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where a value is missing or cannot be sent.</exception>
    /// <exception cref="SecretUnavailableException">The secret cannot be fetched.</exception>
    public static async Task<FixedCredential> CreateAsync(AuthSettings? auth, SecretRedactor redactor, CancellationToken cancellationToken)
    {
        if (auth is null || auth.Method == AuthMethod.None)
            return new FixedCredential(null, "none");

        var secret = await RevealAsync(auth, cancellationToken).ConfigureAwait(false);
        redactor.Add(secret);
        var (credential, description) = Create(auth, secret);
        if (credential.Header is { } header)
            redactor.Add(CheckHeader(header.Value).Split(' ', 2)[^1]);
        return new FixedCredential(credential, description);
    }

    public ValueTask<Credential?> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_credential);

    public bool IsRefusal(int status) => status == (int)HttpStatusCode.Unauthorized;

    // A refused login is not tried again: each try may count towards a lock-out.
    public bool TryRenew(Credential? refused) => false;

    public void Accept(Credential? credential)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The value of an Authorization header with user name and password.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> for a user name that it cannot carry.</exception>
    public static string Basic(string username, string password) => username.Contains(':', StringComparison.Ordinal)
        ? throw Refuse("The user name of 'auth' holds a ':', which Basic authentication cannot carry (RFC 7617 section 2).")
        : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));

    /// <summary>The value, where a header can carry it.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where it cannot.</exception>
    public static string CheckHeader(string value) =>
        // A header with a line break would be refused by the client, in a message that shows it.
        value.Any(character => char.IsControl(character) || !char.IsAscii(character))
            ? throw Refuse("The secret of 'auth' holds a line break or a character that no header can carry. Check how it is given.")
            : value;

    private static (Credential Credential, string Description) Create(AuthSettings auth, string secret) => auth.Method switch
    {
        AuthMethod.Basic => (InHeader("Authorization", Basic(Needed(auth, "username", auth.Username), secret)), $"basic as '{auth.Username}'"),
        AuthMethod.Token => (InHeader("Authorization", $"{auth.Scheme} {secret}".Trim()), "token"),
        AuthMethod.Bearer => (InHeader("Authorization", $"Bearer {secret}"), "bearer token"),
        AuthMethod.Header => (InHeader(Needed(auth, "header", auth.Header), secret), $"header {auth.Header}"),
        AuthMethod.Query =>
            (new Credential { Parameter = new(Needed(auth, "parameter", auth.Parameter), secret) }, $"query parameter '{auth.Parameter}'"),
        _ => throw Refuse($"'{auth.Method}' is no method with a fixed credential."),
    };

    private static Credential InHeader(string name, string value) => new() { Header = new(name, value) };

    private static async Task<string> RevealAsync(AuthSettings auth, CancellationToken cancellationToken)
    {
        var (key, secret) = auth.Method switch
        {
            AuthMethod.Basic => ("password", auth.Password),
            AuthMethod.Header or AuthMethod.Query => ("value", auth.Value),
            _ => ("token", auth.Token),
        };
        return await Needed(auth, key, secret).RevealAsync(cancellationToken).ConfigureAwait(false);
    }

    private static T Needed<T>(AuthSettings auth, string key, T? value)
        where T : class => value ?? throw Refuse($"'auth.{key}' is missing, which method '{auth.Method}' needs.");

    private static VendorException Refuse(string message) => new(VendorFailure.Unsupported, message);
}
