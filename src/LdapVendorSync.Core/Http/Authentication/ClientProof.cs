using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>Proves to a token endpoint who the client is.</summary>
internal sealed class ClientProof : IDisposable
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly HttpEndpoint _endpoint;
    private readonly AuthSettings _auth;
    private readonly string? _secret;
    private readonly SigningKey? _key;

    private ClientProof(HttpEndpoint endpoint, AuthSettings auth, string? secret, SigningKey? key)
    {
        _endpoint = endpoint;
        _auth = auth;
        _secret = secret;
        _key = key;
    }

    /// <summary>The keys of the configuration that it is made of, for messages.</summary>
    public string Keys => _auth.ClientAuthentication switch
    {
        ClientAuthentication.PrivateKeyJwt => "key_file, key_id, algorithm, assertion_audience",
        ClientAuthentication.Tls => "keystore_file",
        _ => "client_secret",
    };

    /// <summary>Fetches the secret, or reads the key.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where a setting is missing or does not fit.</exception>
    /// <exception cref="SecretUnavailableException">The secret cannot be fetched.</exception>
    /// <exception cref="CertificateStoreException">The key cannot be read.</exception>
    public static async Task<ClientProof> CreateAsync(HttpEndpoint endpoint, AuthSettings auth, CancellationToken cancellationToken)
    {
        switch (auth.ClientAuthentication)
        {
            case ClientAuthentication.PrivateKeyJwt:
                return new ClientProof(endpoint, auth, null, await LoadKeyAsync(endpoint, auth, cancellationToken).ConfigureAwait(false));
            case ClientAuthentication.Tls:
                return new ClientProof(endpoint, auth, null, null);
            default:
                var given = auth.ClientSecret ?? throw Lacks("client_secret");
                var secret = await given.RevealAsync(cancellationToken).ConfigureAwait(false);
                endpoint.Redactor.Add(secret);
                return new ClientProof(endpoint, auth, secret, null);
        }
    }

    /// <summary>What goes into the form, and what into headers. An assertion is a new one each time.</summary>
    public (IEnumerable<KeyValuePair<string, string>> Fields, IReadOnlyList<KeyValuePair<string, string>> Headers) Prove()
    {
        KeyValuePair<string, string> id = new("client_id", _auth.ClientId!);
        switch (_auth.ClientAuthentication)
        {
            case ClientAuthentication.Basic:
                return ([], [new("Authorization", BasicValue())]);
            case ClientAuthentication.Post:
                return ([id, new("client_secret", _secret!)], []);
            case ClientAuthentication.PrivateKeyJwt:
                var assertion = CreateAssertion();
                _endpoint.Redactor.Add(assertion);
                return ([id, new("client_assertion_type", AssertionType), new("client_assertion", assertion)], []);
            default:
                return ([id], []);
        }
    }

    public void Dispose() => _key?.Dispose();

    // RFC 6749 section 2.3.1: each part is form-encoded first, so that a ':' within one is not taken for the separator.
    private string BasicValue()
    {
        var pair = Encoding.ASCII.GetBytes($"{FormText.Encode(_auth.ClientId!)}:{FormText.Encode(_secret!)}");
        var value = Convert.ToBase64String(pair);
        _endpoint.Redactor.Add(value);
        return $"Basic {value}";
    }

    private string CreateAssertion() => ClientAssertion.Create(
        _key!,
        _auth.ClientId!,
        _auth.AssertionAudience ?? _auth.TokenUrl!.AbsoluteUri,
        _auth.KeyId,
        _endpoint.TimeProvider.GetUtcNow());

    private static async Task<SigningKey> LoadKeyAsync(HttpEndpoint endpoint, AuthSettings auth, CancellationToken cancellationToken)
    {
        var store = (auth.Key ?? endpoint.Keystore ?? throw Lacks("key_file")).ToStore();
        var key = await store.LoadSigningKeyAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return key.With(auth.Algorithm);
        }
        catch (ArgumentException error)
        {
            key.Dispose();
            throw new VendorException(VendorFailure.Unsupported, $"{endpoint.Name}: 'auth.algorithm' {error.Message}.", error);
        }
    }

    private static VendorException Lacks(string key) => new(VendorFailure.Unsupported, $"'auth.{key}' is missing, which 'oauth2' needs.");
}
