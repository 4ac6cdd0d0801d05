using System.Globalization;
using System.Net;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Asks the admin API of one realm, and says what answers mean.</summary>
/// <param name="http">The connection, with the service account of the client.</param>
/// <param name="settings">The source.</param>
/// <param name="address">Where the server is, <c>/auth</c> included.</param>
internal sealed class KeycloakClient(VendorHttpClient http, KeycloakSourceSettings settings, Uri address) : IAsyncDisposable
{
    private readonly string _realm = $"admin/realms/{Uri.EscapeDataString(settings.Realm)}";

    /// <summary>Where the server is, <c>/auth</c> included where it has that.</summary>
    public Uri Address => address;

    /// <summary>Reads one thing.</summary>
    /// <param name="path">Below the realm; empty for the realm itself.</param>
    /// <param name="purpose">What it is for, as messages say it.</param>
    /// <param name="role">The role of realm-management that it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The body; <see langword="null"/> where there is no such thing, or the server does not know the question.</returns>
    /// <exception cref="SourceException">There is no answer, or not the one that was asked for.</exception>
    public async Task<DataNode?> FindAsync(string path, string purpose, string role, CancellationToken cancellationToken)
    {
        var request = RequestOf(path, purpose);
        var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccess)
            return Parse(request, response);
        if (response.Status == HttpStatusCode.NotFound && IsRealmMissing(response))
            throw NoRealm(request);
        // Versions before 23 know the address of subgroups for writing alone.
        return response.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            ? null
            : throw Refusal(request, response, role);
    }

    /// <summary>A list that comes in pages, ready to be read.</summary>
    /// <param name="path">Below the realm, with what narrows the list.</param>
    /// <param name="isBrief">Whether attributes and such are left out.</param>
    /// <param name="orderedBy">The field that the server orders the list by.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="role">The role that it takes.</param>
    public KeycloakPages List(string path, bool isBrief, string orderedBy, string purpose, string role)
    {
        return new KeycloakPages(
            settings.PageSize, item => (Required(item, "id", purpose), Required(item, orderedBy, purpose)), FetchAsync);

        async Task<IReadOnlyList<DataNode>> FetchAsync(int first, int max, CancellationToken token)
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var query = string.Create(
                CultureInfo.InvariantCulture,
                $"{path}{separator}first={first}&max={max}&briefRepresentation={(isBrief ? "true" : "false")}");
            var body = await FindAsync(query, purpose, role, token).ConfigureAwait(false)
                ?? throw new SourceException(
                    SourceFailure.GroupNotFound, Sentence(purpose, "Keycloak knows nothing of that id (any more)"));
            return Items(body, purpose);
        }
    }

    /// <summary>
    /// Whether the service account may see everybody in the realm. Lists and counts do not tell: who may see a part of the people gets that
    /// part, and its number. The state of somebody who is not there is told to those alone who may see everybody.
    /// </summary>
    public async Task<bool> SeesEverybodyAsync(string purpose, CancellationToken cancellationToken)
    {
        try
        {
            var path = $"attack-detection/brute-force/users/{Guid.Empty}";
            return await FindAsync(path, purpose, "view-users", cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (SourceException error) when (error.Failure == SourceFailure.AccessDenied)
        {
            return false;
        }
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<DataNode> Items(DataNode body, string purpose) =>
        body.Kind == DataKind.Array ? body.Items : throw Malformed(purpose, "the answer is no list");

    /// <summary>A field that everything has.</summary>
    public string Required(DataNode item, string name, string purpose) =>
        item.TextAt(name) is { Length: > 0 } text ? text : throw Malformed(purpose, $"an item has no '{name}'");

    /// <summary>A number of things.</summary>
    public long Number(DataNode body, string purpose) =>
        long.TryParse(body.TextAt("count") ?? body.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Malformed(purpose, "the answer is no number");

    /// <summary>The failure that an answer is which cannot be understood.</summary>
    public SourceException Malformed(string purpose, string reason) => new(SourceFailure.Malformed, Sentence(purpose, reason));

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private VendorHttpRequest RequestOf(string path, string purpose) => new()
    {
        Method = HttpMethod.Get,
        Address = path.Length == 0 ? _realm : $"{_realm}/{path}",
        Purpose = purpose,
        Accept = "application/json",
    };

    private Task<VendorHttpResponse> SendAsync(VendorHttpRequest request, CancellationToken cancellationToken) =>
        ApiErrors.TranslateAsync(() => http.SendAsync(request, cancellationToken));

    private DataNode Parse(VendorHttpRequest request, VendorHttpResponse response) =>
        ApiErrors.Translate(() => http.Understand(request, () => ResponseContent.Parse(response, DataFormat.Json)));

    private SourceException Refusal(VendorHttpRequest request, VendorHttpResponse response, string role)
    {
        var error = http.ToException(request, response);
        if (response.Status != HttpStatusCode.Forbidden)
            return error.ToSourceException();
        var whose = settings.TokenRealm is null ? "realm-management" : $"realm-management (in another realm: {settings.Realm}-realm)";
        return new SourceException(
            SourceFailure.AccessDenied,
            $"{Punctuation.Open(error.Message)}; the service account of the client '{settings.ClientId}' lacks the role {role} of the client {whose}.",
            error);
    }

    private static bool IsRealmMissing(VendorHttpResponse response) =>
        ResponseContent.ErrorMessage(response)?.Contains("Realm not found", StringComparison.OrdinalIgnoreCase) ?? false;

    private SourceException NoRealm(VendorHttpRequest request) => new(
        SourceFailure.ServerError,
        Sentence(
            request.Purpose,
            $"there is no realm '{settings.Realm}' at {address}; check realm, which is the name and not the id"));

    private string Sentence(string purpose, string reason) => $"Source '{settings.Name}': cannot {purpose}: {Punctuation.Close(reason)}";
}
