using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>The operations of Glean's Indexing API that concern people: each is a POST with a JSON body, and answers nothing but a status.</summary>
internal sealed class GleanApi(VendorHttpClient http, VendorHttpClient? processing) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds an employee or replaces one.</summary>
    public Task IndexEmployeeAsync(JsonObject employee, string purpose, CancellationToken cancellationToken) =>
        SendAsync("indexemployee", new JsonObject { ["employee"] = employee }, purpose, isIdempotent: true, cancellationToken);

    /// <summary>Deletes an employee; succeeds where there is none.</summary>
    public Task DeleteEmployeeAsync(string email, string purpose, CancellationToken cancellationToken) =>
        SendAsync("deleteemployee", new JsonObject { ["employeeEmail"] = email }, purpose, isIdempotent: true, cancellationToken);

    /// <summary>Adds a team or replaces one, with its members.</summary>
    public Task IndexTeamAsync(JsonObject team, string purpose, CancellationToken cancellationToken) =>
        SendAsync("indexteam", new JsonObject { ["team"] = team }, purpose, isIdempotent: true, cancellationToken);

    /// <summary>Sends a page of an upload.</summary>
    /// <param name="operation">The operation: <c>bulkindexemployees</c>, <c>bulkindexteams</c>.</param>
    /// <param name="page">The page.</param>
    /// <param name="isRepeatable">Whether the same page may be sent again though it may have arrived.</param>
    /// <param name="purpose">What it is for, as messages say it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task UploadAsync(string operation, JsonObject page, bool isRepeatable, string purpose, CancellationToken cancellationToken) =>
        SendAsync(operation, page, purpose, isRepeatable, cancellationToken);

    /// <summary>Asks Glean to process what it was sent.</summary>
    /// <returns>Whether it will; not where it was asked too often, and does it in its own time.</returns>
    public async Task<bool> ProcessAsync(CancellationToken cancellationToken)
    {
        if (processing is null)
            return false;
        var request = Request("processallemployeesandteams", null, "have people and teams processed", isIdempotent: true);
        try
        {
            var response = await processing.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response.IsSuccess ? true : throw processing.ToException(request, response);
        }
        catch (VendorException error) when (error.StatusCode == 429 || error.Failure == VendorFailure.RateLimited)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await http.DisposeAsync().ConfigureAwait(false);
        if (processing is not null)
            await processing.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SendAsync(string operation, JsonObject body, string purpose, bool isIdempotent, CancellationToken cancellationToken)
    {
        var request = Request(operation, body, purpose, isIdempotent);
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
            throw http.ToException(request, response);
        // A sign-in page instead of an answer means that nothing was done, whatever its status.
        if (response.Body.Length > 0 && ResponseContent.IsWebPage(response))
            throw http.CreateException(VendorFailure.Malformed, request, ResponseContent.DescribeWebPage(response.Body));
    }

    private static VendorHttpRequest Request(string operation, JsonObject? body, string purpose, bool isIdempotent) => new()
    {
        Method = HttpMethod.Post,
        Address = operation,
        Purpose = purpose,
        Body = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString(Readable)),
        ContentType = body is null ? null : "application/json; charset=UTF-8",
        Accept = "application/json",
        IsWrite = true,
        IsIdempotent = isIdempotent,
        NotFoundHint = "base_url is https://<instance>-be.glean.com/api/index/v1",
    };
}
