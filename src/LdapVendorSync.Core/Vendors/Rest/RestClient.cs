using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Sends the operations of a vendor's API and judges the answers.</summary>
internal sealed class RestClient(VendorHttpClient http, DataFormat format) : IAsyncDisposable
{
    /// <summary>Sends an operation that is not a list.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="values">What its placeholders stand for.</param>
    /// <param name="purpose">What it is for, as messages say it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isDone">Looks whether it had its effect.</param>
    /// <returns>The answer, of a status that means success or that it is so already.</returns>
    /// <exception cref="VendorException">Everything else.</exception>
    public async Task<VendorHttpResponse> SendAsync(
        RestOperation operation,
        RestValues values,
        string purpose,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task<bool>>? isDone = null)
    {
        var request = Request(operation, values, purpose, []) with { IsDoneAsync = isDone };
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.ConfirmedByLooking || operation.Already.Contains((int)response.Status))
            return response;
        CheckSuccess(operation, request, response);
        return response;
    }

    /// <summary>Asks for the first page of a list, to see whether it is answered.</summary>
    /// <exception cref="VendorException">It is not.</exception>
    public async Task ProbeAsync(RestOperation operation, RestValues values, string purpose, CancellationToken cancellationToken)
    {
        var request = Request(operation, values, purpose, Pager.Create(operation.Paging).First().Query);
        CheckSuccess(operation, request, await http.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A list, ready to be read.</summary>
    public ListReader List(
        RestOperation operation, RestValues values, string purpose, bool allowsSingle = false, string? notFoundHint = null)
    {
        var request = Request(operation, values, purpose, []) with { NotFoundHint = notFoundHint };
        return new ListReader(
            operation.Paging,
            (page, token) => FetchAsync(
                operation, Request(operation, values, purpose, page.Query) with { NotFoundHint = notFoundHint }, page, allowsSingle, token),
            item => Understand(request, () => operation.Fields.IdOf(item)));
    }

    /// <summary>Reads the body of an answer.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where it is not what it should be.</exception>
    public T Understand<T>(
        RestOperation operation, RestValues values, string purpose, VendorHttpResponse response, Func<DataNode, T> read) =>
        Understand(Request(operation, values, purpose, []), () => read(ResponseContent.Parse(response, format)));

    /// <summary>Finds out what a write that was answered has made. If that fails, the write itself may well have had its effect.</summary>
    /// <exception cref="VendorException">It cannot be found out; <see cref="VendorException.OutcomeUnknown"/> is set.</exception>
    public static async Task<T> AfterWriteAsync<T>(Func<Task<T>> find)
    {
        try
        {
            return await find().ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            throw error.Restate(error.Message, outcomeUnknown: true, notSent: false);
        }
    }

    /// <summary>A failure in the words of all vendors.</summary>
    public VendorException Failure(VendorFailure failure, string purpose, string reason) =>
        http.CreateException(failure, new VendorHttpRequest { Method = HttpMethod.Get, Address = string.Empty, Purpose = purpose }, reason);

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private async Task<Page?> FetchAsync(
        RestOperation operation,
        VendorHttpRequest request,
        PageRequest page,
        bool allowsSingle,
        CancellationToken cancellationToken)
    {
        if (page.Address is not null)
            request = request with { Address = Understand(request, () => Follow(request.Address, page.Address)) };

        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var status = (int)response.Status;
        if (page.IsFirst ? operation.Absent.Contains(status) : operation.Paging.PastEnd.Contains(status))
            return null;
        CheckSuccess(operation, request, response);
        return Understand(request, () =>
        {
            var body = ResponseContent.Parse(response, format);
            return new Page(RestItems.Find(body, format, operation.ItemsPath, allowsSingle ? operation.Fields : null), body, response);
        });
    }

    // Behind a proxy that ends TLS, servers often link to themselves by http://. The way stays the one that was configured.
    private string Follow(string address, string link)
    {
        var from = http.Resolve(address)!;
        var target = new Uri(from, link);
        var isOnlyDowngraded = from.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp && target.IsDefaultPort
            && string.Equals(from.Host, target.Host, StringComparison.OrdinalIgnoreCase);
        return isOnlyDowngraded ? from.GetLeftPart(UriPartial.Authority) + target.PathAndQuery : target.AbsoluteUri;
    }

    private VendorHttpRequest Request(
        RestOperation operation, RestValues values, string purpose, IEnumerable<KeyValuePair<string, string>> further)
    {
        try
        {
            var headers = operation.Headers.Select(
                header => KeyValuePair.Create(header.Key, HeaderValue(RestOperation.Render(header.Value, values)))).ToArray();
            return new VendorHttpRequest
            {
                Method = operation.Method,
                Address = operation.Address(values, further),
                Purpose = purpose,
                Headers = [.. headers.Where(header => !IsContentType(header.Key) && !IsAccept(header.Key))],
                Body = operation.Body?.Render(values),
                ContentType = headers.FirstOrDefault(header => IsContentType(header.Key)).Value ?? operation.Body?.ContentType,
                Accept = headers.FirstOrDefault(header => IsAccept(header.Key)).Value
                    ?? (format == DataFormat.Xml ? "application/xml" : "application/json"),
                IsWrite = operation.IsWrite,
                IsIdempotent = operation.IsRepeatable,
            };
        }
        catch (FormatException error)
        {
            throw Failure(VendorFailure.Rejected, purpose, error.Message);
        }
    }

    private static bool IsContentType(string header) => header.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);

    private static bool IsAccept(string header) => header.Equals("Accept", StringComparison.OrdinalIgnoreCase);

    private static string HeaderValue(string value) => value.Any(character => char.IsControl(character) || !char.IsAscii(character))
        ? throw new FormatException($"'{value}' holds characters that no header can carry")
        : value;

    private void CheckSuccess(RestOperation operation, VendorHttpRequest request, VendorHttpResponse response)
    {
        if (!operation.IsSuccess(response.Status))
            throw http.ToException(request, response);
        // A sign-in page instead of the answer means that nothing was done, whatever its status.
        if (response.Body.Length > 0 && ResponseContent.IsWebPage(response))
            throw http.CreateException(VendorFailure.Malformed, request, ResponseContent.DescribeWebPage(response.Body));
    }

    private T Understand<T>(VendorHttpRequest request, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException error)
        {
            throw http.CreateException(VendorFailure.Malformed, request, error.Message, error);
        }
    }
}
