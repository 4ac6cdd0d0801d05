using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>Sends requests to the API of Grafana with one log-in, and says what answers mean.</summary>
/// <param name="http">The connection.</param>
/// <param name="orgId">The organization that requests are for; <see langword="null"/> for that of the log-in.</param>
internal sealed class GrafanaClient(VendorHttpClient http, int? orgId) : IAsyncDisposable
{
    private const int PageSize = 1000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads one thing.</summary>
    /// <param name="path">Below <c>/api</c>.</param>
    /// <param name="purpose">What it is for, as messages say it.</param>
    /// <param name="permission">The permission that it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The body; <see langword="null"/> for 404.</returns>
    public async Task<DataNode?> FindAsync(string path, string purpose, string permission, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, path, purpose);
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Status == HttpStatusCode.NotFound)
            return null;
        return response.IsSuccess ? Parse(request, response) : throw Refusal(request, response, permission);
    }

    /// <summary>As <see cref="FindAsync"/>, where 404 is a failure.</summary>
    public async Task<DataNode> GetAsync(string path, string purpose, string permission, CancellationToken cancellationToken)
    {
        var request = Request(HttpMethod.Get, path, purpose);
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsSuccess ? Parse(request, response) : throw Refusal(request, response, permission);
    }

    /// <summary>A list that comes in pages, ready to be read.</summary>
    /// <param name="path">Below <c>/api</c>, without a query.</param>
    /// <param name="query">What is asked for, in order.</param>
    /// <param name="items">The names that the list may have in the body.</param>
    /// <param name="id">The name of the items' id.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="permission">The permission that it takes.</param>
    public ListReader List(
        string path, (string Name, string Value)? query, string[] items, string id, string purpose, string permission)
    {
        var settings = new PagingSettings
        {
            Style = PagingStyle.Page,
            Size = PageSize,
            SizeParameter = "perpage",
            Parameter = "page",
            Total = "totalCount",
            TotalHeader = string.Empty,
        };
        return new ListReader(settings, FetchAsync, item => item.TextAt(id)
            ?? throw Malformed(purpose, $"an item of the list has no '{id}'"));

        async Task<Page?> FetchAsync(PageRequest page, CancellationToken token)
        {
            var parameters = page.Query.Select(pair => (Name: pair.Key, pair.Value));
            var all = query is { } given ? parameters.Prepend(given) : parameters;
            var address = $"{path}?{string.Join('&', all.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"))}";
            var request = Request(HttpMethod.Get, address, purpose);
            var response = await http.SendAsync(request, token).ConfigureAwait(false);
            if (!response.IsSuccess)
                throw Refusal(request, response, permission);
            var body = Parse(request, response);
            var list = items.Select(body.Find).FirstOrDefault(node => node is { Kind: DataKind.Array });
            return list is null
                ? throw Malformed(purpose, $"the answer has no list '{items[0]}'")
                : new Page(list.Items, body, response);
        }
    }

    /// <summary>Makes sure that a list from which something was concluded had arrived as a whole.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where that is not proved.</exception>
    public void EnsureWhole(ListReader list, string purpose)
    {
        if (list.IsProved)
            return;
        var reasons = string.Join(" ", list.Reasons.Select(reason => reason.Message.TrimEnd('.')));
        throw Malformed(purpose, $"it is not certain that everything arrived: {reasons}");
    }

    /// <summary>Changes something.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below <c>/api</c>.</param>
    /// <param name="body">The body; <see langword="null"/> for none.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isDone">Looks whether it had its effect; <see langword="null"/> for what may be sent twice.</param>
    /// <returns>The answer, whatever its status.</returns>
    public async Task<(VendorHttpRequest Request, VendorHttpResponse Response)> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        string purpose,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task<bool>>? isDone = null)
    {
        var request = Request(method, path, purpose) with
        {
            Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, Plain),
            ContentType = body is null ? null : "application/json",
            IsWrite = true,
            IsIdempotent = method != HttpMethod.Post || isDone is null,
            IsDoneAsync = isDone,
        };
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // A sign-in page instead of the answer means that nothing was done, whatever its status.
        return response.IsSuccess && ResponseContent.IsWebPage(response)
            ? throw http.CreateException(VendorFailure.Malformed, request, ResponseContent.DescribeWebPage(response.Body))
            : (request, response);
    }

    /// <summary>The failure that an answer means, with the permission that is missing.</summary>
    public VendorException Refusal(VendorHttpRequest request, VendorHttpResponse response, string permission)
    {
        var error = http.ToException(request, response);
        // Newer versions name the permission by themselves. Without the right to one team the others can still be read.
        return response.Status == HttpStatusCode.Forbidden
            ? error.Restate(
                error.Message.Contains(permission.Split(' ')[0], StringComparison.Ordinal)
                    ? error.Message
                    : $"{Punctuation.Open(error.Message)}; it takes the permission {permission}.",
                VendorFailure.Rejected)
            : error;
    }

    /// <summary>Reads the body of an answer.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where it is not what it should be.</exception>
    public DataNode Parse(VendorHttpRequest request, VendorHttpResponse response) =>
        http.Understand(request, () => ResponseContent.Parse(response, DataFormat.Json));

    /// <summary>What the server says in an answer, or nothing.</summary>
    public static string Said(VendorHttpResponse response) => ResponseContent.ErrorMessage(response) ?? string.Empty;

    /// <summary>A failure in the words of all vendors.</summary>
    public VendorException Failure(VendorFailure failure, string purpose, string reason) =>
        http.CreateException(failure, Request(HttpMethod.Get, string.Empty, purpose), reason);

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private VendorException Malformed(string purpose, string reason) => Failure(VendorFailure.Malformed, purpose, reason);

    private VendorHttpRequest Request(HttpMethod method, string path, string purpose) => new()
    {
        Method = method,
        Address = $"/api{path}",
        Purpose = purpose,
        Accept = "application/json",
        Headers = orgId is { } id ? [KeyValuePair.Create("X-Grafana-Org-Id", id.ToString(CultureInfo.InvariantCulture))] : [],
    };
}
