using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Vendors.Rest.Answers;
using LdapVendorSync.Core.Vendors.Rest.Soap;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>Sends the operations of a vendor's API and judges the answers.</summary>
internal sealed class RestClient(VendorHttpClient http) : IAsyncDisposable
{
    /// <summary>Sends an operation that is not a list.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="values">What its placeholders stand for.</param>
    /// <param name="purpose">What it is for, as messages say it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isDone">Looks whether it had its effect.</param>
    /// <param name="adapt">Changes the request before it is sent.</param>
    /// <returns>The answer, which means success or that it is so already.</returns>
    /// <exception cref="VendorException">Everything else.</exception>
    public async Task<VendorHttpResponse> SendAsync(
        RestOperation operation,
        RestValues values,
        string purpose,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task<bool>>? isDone = null,
        Func<VendorHttpRequest, VendorHttpRequest>? adapt = null)
    {
        var request = Request(operation, values, purpose, []) with { IsDoneAsync = isDone };
        request = adapt?.Invoke(request) ?? request;
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.ConfirmedByLooking)
            Check(operation, request, new RestAnswer(response, operation), RestOutcome.Already);
        return response;
    }

    /// <summary>Asks for the first page of a list, to see whether it is answered.</summary>
    /// <exception cref="VendorException">It is not.</exception>
    public async Task ProbeAsync(RestOperation operation, RestValues values, string purpose, CancellationToken cancellationToken)
    {
        var request = PageRequest(operation, values, purpose, Pager.Create(operation.Paging).First());
        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Check(operation, request, new RestAnswer(response, operation), RestOutcome.Absent);
    }

    /// <summary>A list, ready to be read.</summary>
    public ListReader List(
        RestOperation operation, RestValues values, string purpose, bool allowsSingle = false, string? notFoundHint = null) => new(
        operation.Paging,
        (page, token) => FetchAsync(
            operation, PageRequest(operation, values, purpose, page) with { NotFoundHint = notFoundHint }, page, allowsSingle, token),
        item => Understand(purpose, () => operation.Fields.IdOf(item)));

    /// <summary>Reads the body of an answer.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where it is not what it should be.</exception>
    public T Understand<T>(RestOperation operation, string purpose, VendorHttpResponse response, Func<DataNode, T> read) =>
        Understand(purpose, () => read(RestAnswer.Parse(response, operation)));

    /// <summary>Reads something of an answer.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.Malformed"/> where it is not what it should be.</exception>
    public T Understand<T>(string purpose, Func<T> read) => http.Understand(About(purpose), read);

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
        http.CreateException(failure, About(purpose), reason);

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private static VendorHttpRequest About(string purpose) =>
        new() { Method = HttpMethod.Get, Address = string.Empty, Purpose = purpose };

    private async Task<Page?> FetchAsync(
        RestOperation operation,
        VendorHttpRequest request,
        PageRequest page,
        bool allowsSingle,
        CancellationToken cancellationToken)
    {
        if (page.Address is not null)
            request = request with { Address = Understand(request.Purpose, () => Follow(request.Address, page.Address)) };

        var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!page.IsFirst && operation.Paging.PastEnd.Contains((int)response.Status))
            return null;
        var answer = new RestAnswer(response, operation);
        if (Check(operation, request, answer, page.IsFirst ? RestOutcome.Absent : RestOutcome.Success) == RestOutcome.Absent)
            return null;
        return Understand(request.Purpose, () => answer.ToPage(allowsSingle));
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

    private VendorHttpRequest PageRequest(RestOperation operation, RestValues values, string purpose, PageRequest page) =>
        Request(operation, values with { Page = page }, purpose, operation.PlacesPages ? [] : page.Query);

    private VendorHttpRequest Request(
        RestOperation operation, RestValues values, string purpose, IEnumerable<KeyValuePair<string, string>> further)
    {
        try
        {
            return RestRequestBuilder.Build(operation, values, purpose, further);
        }
        catch (FormatException error)
        {
            throw Failure(VendorFailure.Rejected, purpose, error.Message);
        }
    }

    /// <summary>Judges an answer.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="request">What was sent.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="alsoGood">Which outcome is no failure, beside success.</param>
    private RestOutcome Check(RestOperation operation, VendorHttpRequest request, RestAnswer answer, RestOutcome alsoGood)
    {
        var response = answer.Response;
        var outcome = operation.Rules.Judge(answer);
        if (outcome == alsoGood && outcome != RestOutcome.Success)
            return outcome;
        // A sign-in page instead of the answer means that nothing was done, whatever its status.
        if (outcome == RestOutcome.Success && response.Body.Length > 0 && ResponseContent.IsWebPage(response))
            throw http.CreateException(VendorFailure.Malformed, request, ResponseContent.DescribeWebPage(response.Body));
        if (outcome != RestOutcome.Success)
            throw ToException(operation, request, answer, outcome);
        // A service that did what it was asked answers with an envelope, or with nothing at all.
        if (operation.Envelope is not null && answer.IsUnreadable)
        {
            var error = http.CreateException(VendorFailure.Malformed, request, SoapAnswer.NoEnvelope);
            throw error.Restate(error.Message, outcomeUnknown: request.IsWrite);
        }

        return outcome;
    }

    private VendorException ToException(RestOperation operation, VendorHttpRequest request, RestAnswer answer, RestOutcome outcome)
    {
        var failure = outcome switch
        {
            RestOutcome.Denied => VendorFailure.Authentication,
            RestOutcome.Conflict => VendorFailure.Conflict,
            RestOutcome.Absent => VendorFailure.NotFound,
            RestOutcome.Refused when answer.Fault?.IsOfServer == true => VendorFailure.Unavailable,
            RestOutcome.Refused => VendorFailure.Rejected,
            _ => (VendorFailure?)null,
        };
        if (failure is null || (outcome != RestOutcome.Refused && answer.Fault is null && !answer.Response.IsSuccess))
        {
            var byStatus = http.ToException(request, answer.Response);
            return failure is null ? byStatus : byStatus.Restate(byStatus.Message, failure);
        }

        var error = http.CreateException(failure.Value, request, operation.Rules.Describe(answer));
        return new VendorException(error.Failure, error.Message)
        {
            StatusCode = answer.Status,
            RequestId = answer.Response.RequestId,
            // The service may have failed after it had done what was asked.
            OutcomeUnknown = request.IsWrite && (failure == VendorFailure.Unavailable || answer.IsUnreadable),
        };
    }
}
