using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Templates;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>Logs in by a request that the configuration describes, and takes the token or the cookies of its answer.</summary>
internal sealed class LoginIssuer : ICredentialIssuer
{
    private readonly HttpEndpoint _endpoint;
    private readonly AuthSettings _auth;
    private readonly LoginSettings _login;
    private readonly LoginCall _call;
    private readonly VendorHttpClient _client;
    private readonly Dictionary<string, string> _values;

    private LoginIssuer(
        HttpEndpoint endpoint, AuthSettings auth, LoginCall call, VendorHttpClient client, Dictionary<string, string> values)
    {
        _endpoint = endpoint;
        _auth = auth;
        _login = auth.Login!;
        _call = call;
        _client = client;
        _values = values;
    }

    /// <summary>Fetches the secrets, and understands the login call.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Unsupported"/> where the call cannot be made.</exception>
    /// <exception cref="SecretUnavailableException">A secret cannot be fetched.</exception>
    public static async Task<LoginIssuer> CreateAsync(
        HttpEndpoint endpoint, AuthSettings auth, VendorHttpClient client, CancellationToken cancellationToken)
    {
        var login = auth.Login ?? throw new VendorException(VendorFailure.Unsupported, "'auth.login' is missing, which method 'login' needs.");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (auth.Username is { } username)
            values["username"] = username;
        await AddAsync("password", auth.Password).ConfigureAwait(false);
        await AddAsync("token", auth.Token).ConfigureAwait(false);
        try
        {
            var call = LoginCall.Parse(login);
            foreach (var secret in call.PlainSecrets)
                endpoint.Redactor.Add(secret);
            return new LoginIssuer(endpoint, auth, call, client, values);
        }
        catch (TemplateException error)
        {
            throw new VendorException(VendorFailure.Unsupported, $"{endpoint.Name}: 'auth.login': {error.Message}.", error);
        }

        async Task AddAsync(string name, Secret? secret)
        {
            if (secret is null)
                return;
            values[name] = await secret.RevealAsync(cancellationToken).ConfigureAwait(false);
            endpoint.Redactor.Add(values[name]);
        }
    }

    public async Task<IssuedCredential> IssueAsync(CancellationToken cancellationToken)
    {
        var request = CreateRequest();
        var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var isRedirect = (int)response.Status is >= 300 and < 400;
        if (!response.IsSuccess && !(isRedirect && _login.UsesCookies))
            throw Refused(request, response);

        var token = TokenIn(request, response);
        var cookies = CookiesIn(request, response);
        var lifetime = _login.ExpiresSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        // Cookies are set for everybody, also for whoever gave a wrong password; a token is not.
        return new IssuedCredential(ToCredential(token, cookies), lifetime, Describe(token, cookies, lifetime)) { IsProof = token is not null };
    }

    public async Task RevokeAsync(Credential credential, CancellationToken cancellationToken)
    {
        var logger = _endpoint.LoggerFactory.CreateLogger<LoginIssuer>();
        try
        {
            var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
            if (SessionOf(credential) is { } session)
                values["session"] = session;
            if (_call.ToLogout(values) is not { } request)
                return;
            var response = await _client.SendAsync(request with { Credential = credential }, cancellationToken).ConfigureAwait(false);
            if ((int)response.Status >= 400)
                logger.LogWarning("{Vendor}: cannot log out: the server answered with {Status}.", _endpoint.Name, (int)response.Status);
        }
        catch (Exception error) when (error is VendorException or TemplateException or OperationCanceledException)
        {
            // The work is done; a session that stays open for a while changes nothing of it.
            logger.LogWarning("{Vendor}: cannot log out: {Reason}", _endpoint.Name, error.Message);
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private VendorHttpRequest CreateRequest()
    {
        VendorHttpRequest request;
        try
        {
            request = _call.ToRequest(_values);
        }
        catch (TemplateException error)
        {
            throw new VendorException(VendorFailure.Unsupported, $"{_endpoint.Name}: 'auth.login': {error.Message}.", error);
        }

        if (!_login.Basic)
            return request;
        var basic = FixedCredential.Basic(_auth.Username ?? string.Empty, _values.GetValueOrDefault("password") ?? string.Empty);
        _endpoint.Redactor.Add(basic.Split(' ')[1]);
        return request with { Headers = [.. request.Headers, new("Authorization", basic)] };
    }

    private string? TokenIn(VendorHttpRequest request, VendorHttpResponse response)
    {
        if (_login.TokenPath is null && _login.TokenHeader is null)
            return null;
        var token = _login.TokenHeader is { } header ? response.Header(header) : TokenInBody(request, response, _login.TokenPath!);
        if (string.IsNullOrWhiteSpace(token))
            throw Malformed(request, $"there is no token at {(_login.TokenHeader is null ? $"token_path '{_login.TokenPath}'" : $"token_header '{_login.TokenHeader}'")}");
        _endpoint.Redactor.Add(token);
        return token.Any(character => char.IsControl(character) || !char.IsAscii(character))
            ? throw Malformed(request, "the token holds characters that no header can carry")
            : token;
    }

    private string? TokenInBody(VendorHttpRequest request, VendorHttpResponse response, string path)
    {
        if (ResponseContent.IsWebPage(response))
            throw Malformed(request, ResponseContent.DescribeWebPage(response.Body));
        foreach (var format in new[] { DataFormat.Json, DataFormat.Xml })
        {
            try
            {
                var root = ResponseContent.Parse(response, format);
                return root.TextAt(path);
            }
            catch (FormatException)
            {
                // The next format, or none: what it says is never shown, as it may be the token.
            }
        }

        return path == "." ? Encoding.UTF8.GetString(response.Body.Span).Trim() : null;
    }

    private SessionCookies? CookiesIn(VendorHttpRequest request, VendorHttpResponse response)
    {
        if (!_login.UsesCookies)
            return null;
        var address = _client.Resolve(request.Address)!;
        var cookies = new SessionCookies(address, _endpoint.Redactor);
        cookies.Learn(address, response);
        return cookies.Count > 0
            ? cookies
            : throw Malformed(request, "it set no cookie for its own host; token_path or token_header says where a token stands");
    }

    private Credential ToCredential(string? token, SessionCookies? cookies)
    {
        var credential = new Credential { Cookies = cookies };
        if (token is null)
            return credential;
        if (_auth.Parameter is { } parameter)
            return credential with { Parameter = new(parameter, token) };
        return credential with
        {
            Header = _auth.Header is { } header ? new(header, token) : new("Authorization", $"{_auth.Scheme} {token}".Trim()),
        };
    }

    private string? SessionOf(Credential credential)
    {
        if (credential.Parameter is { } parameter)
            return parameter.Value;
        if (credential.Header is not { } header)
            return null;
        return _auth.Header is null && _auth.Scheme.Length > 0 ? header.Value[(_auth.Scheme.Length + 1)..] : header.Value;
    }

    private string Describe(string? token, SessionCookies? cookies, TimeSpan? lifetime)
    {
        var what = (token, cookies) switch
        {
            (not null, not null) => "a token and cookies",
            (not null, null) => "a token",
            _ => "cookies",
        };
        var who = _auth.Username is { } name ? $" as '{name}'" : string.Empty;
        var validity = lifetime is { } known ? string.Create(CultureInfo.InvariantCulture, $", valid for {known.TotalSeconds:0.#} s") : string.Empty;
        return $"login{who} ({what} from {_login.Path.Split('?')[0]}{validity})";
    }

    private VendorException Refused(VendorHttpRequest request, VendorHttpResponse response)
    {
        var error = _client.ToException(request, response);
        return error.Restate(error.Message, VendorFailure.Authentication);
    }

    private VendorException Malformed(VendorHttpRequest request, string reason) => _client.CreateException(
        VendorFailure.Malformed, request, $"{_login.Path.Split('?')[0]} answered, but {reason}");
}
