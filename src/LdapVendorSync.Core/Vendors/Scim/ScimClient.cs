using System.Net;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Sends SCIM requests and judges the answers.</summary>
internal sealed class ScimClient(VendorHttpClient http) : IAsyncDisposable
{
    public const string MediaType = "application/scim+json";

    // Some servers know the type of their own standard no more than other clients do.
    private const string Accepted = "application/scim+json, application/json;q=0.9";

    /// <summary>Reads an object.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="purpose">What it is for, as messages say it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="absent">The statuses that mean that there is none.</param>
    /// <returns>The object, or <see langword="null"/> where there is none.</returns>
    /// <exception cref="VendorException">Everything else.</exception>
    public async Task<JsonObject?> GetAsync(
        string address, string purpose, CancellationToken cancellationToken, params HttpStatusCode[] absent)
    {
        var request = Request(HttpMethod.Get, address, purpose);
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (absent.Contains(response.Status))
            return null;
        if (!response.IsSuccess)
            throw ToException(request, response);
        return WithVersion(http.Understand(request, () => ParseResource(response)), response);
    }

    /// <summary>Sends something that changes something.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="already">The statuses that mean that it is so already.</param>
    /// <returns>The resource in the answer; <see langword="null"/> where it holds none (204).</returns>
    /// <exception cref="VendorException">It was not done, or nobody knows.</exception>
    public async Task<JsonObject?> SendAsync(
        VendorHttpRequest request, CancellationToken cancellationToken, params HttpStatusCode[] already)
    {
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.ConfirmedByLooking || already.Contains(response.Status))
            return null;
        if (!response.IsSuccess)
            throw ToException(request, response);
        if (response.Body.Length == 0)
            return null;
        try
        {
            return WithVersion(http.Understand(request, () => ParseResource(response)), response);
        }
        catch (VendorException error)
        {
            // Only the answer is damaged, or somebody in between gave it: who knows what became of the request.
            throw error.Restate(error.Message, outcomeUnknown: true);
        }
    }

    /// <summary>A request that changes something.</summary>
    public static VendorHttpRequest Write(HttpMethod method, string address, string purpose, JsonObject? body, string? version = null) =>
        Request(method, address, purpose) with
        {
            IsWrite = true,
            Body = body is null ? null : ScimJson.Write(body),
            ContentType = body is null ? null : MediaType,
            Headers = version is null ? [] : [KeyValuePair.Create("If-Match", version)],
        };

    /// <summary>A failure in the words of all vendors.</summary>
    public VendorException Failure(VendorFailure failure, string purpose, string reason) =>
        http.CreateException(failure, Request(HttpMethod.Get, string.Empty, purpose), reason);

    /// <summary>The version of a resource (RFC 7644 section 3.14).</summary>
    public static string? VersionOf(JsonObject resource) =>
        resource["meta"] is JsonObject meta ? ScimJson.NonBlank(meta["version"]) : null;

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private static VendorHttpRequest Request(HttpMethod method, string address, string purpose) => new()
    {
        Method = method,
        Address = address,
        Purpose = purpose,
        Accept = Accepted,
    };

    // What the header says is what If-Match is compared with; the resource need not repeat it.
    private static JsonObject WithVersion(JsonObject resource, VendorHttpResponse response)
    {
        if (response.Header("ETag") is not { Length: > 0 } version)
            return resource;
        if (resource["meta"] is not JsonObject meta)
            resource["meta"] = meta = ScimJson.NewObject();
        meta["version"] = version;
        return resource;
    }

    // Some servers, or what stands before them, send an error (RFC 7644 section 3.12) with the status of success.
    private static JsonObject ParseResource(VendorHttpResponse response)
    {
        var resource = ScimJson.Parse(response);
        var isError = (resource["schemas"] as JsonArray ?? []).Any(schema => ScimJson.Text(schema) == ScimSchemas.Error);
        return isError
            ? throw new FormatException(
                $"the answer has status {(int)response.Status}, but is an error: "
                    + $"{ScimJson.Text(resource["status"])} {ScimJson.Text(resource["detail"])}")
            : resource;
    }

    // The error's kind (RFC 7644 section 3.12) tells more than the status: some servers answer 400 where an account is there already.
    private VendorException ToException(VendorHttpRequest request, VendorHttpResponse response)
    {
        var error = http.ToException(request, response);
        if (KindOf(response) is not { } kind)
            return error;
        var failure = kind.Equals("uniqueness", StringComparison.OrdinalIgnoreCase) ? VendorFailure.Conflict : error.Failure;
        return error.Message.Contains(kind, StringComparison.OrdinalIgnoreCase)
            ? error.Restate(error.Message, failure)
            : error.Restate($"{Punctuation.Open(error.Message)} (scimType {kind}).", failure);
    }

    private static string? KindOf(VendorHttpResponse response)
    {
        try
        {
            return response.Body.Length == 0 ? null : ScimJson.NonBlank(ScimJson.Parse(response)["scimType"]);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
