using System.Security.Cryptography.X509Certificates;
using System.Text;
using LdapVendorSync.Fixtures.ApiDescriptions;
using LdapVendorSync.Fixtures.Http;
using LdapVendorSync.Fixtures.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.Api;

/// <summary>
/// What servers have in common that play the API of a product: each request is held against the descriptions of the API and recorded, and
/// the server misbehaves where it has been told to.
/// </summary>
public abstract class ApiServer : IAsyncDisposable
{
    private HttpTestServer? _host;

    private protected ApiServer(ApiRequestChecker checker) => Checker = checker;

    /// <summary>How the server misbehaves.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Holds requests against the descriptions.</summary>
    public ApiRequestChecker Checker { get; }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public Uri BaseUrl => _host!.BaseUrl;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null)
            await _host.DisposeAsync();
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="certificate">Makes it an https server.</param>
    private protected async Task ListenAsync(int port = 0, X509Certificate2? certificate = null) =>
        _host = await HttpTestServer.StartAsync(HandleAsync, port, certificate);

    /// <summary>A request as the descriptions know it; <see langword="null"/> for one that is none of theirs.</summary>
    private protected virtual ApiRequest? ToDescribed(ApiRequest request) => request;

    /// <summary>The user name of the person whom a request concerns, where there is one.</summary>
    private protected virtual string? PersonOf(ApiRequest request) => null;

    /// <summary>Answers a request that was recorded.</summary>
    private protected abstract Task AnswerAsync(HttpContext context, ApiRequest request, RecordedRequest record);

    /// <summary>The fault that is due for a request.</summary>
    private protected Fault? TakeFault(RecordedRequest record) => Faults.Take(record.Method, record.Path + record.Query, record.Person);

    /// <summary>Sends an answer, or what a fault makes of it.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="record">The request.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="reply">Gives the request its effect; not called where the fault keeps it from having any.</param>
    private protected async Task SendAsync(HttpContext context, RecordedRequest record, Fault? fault, Func<VendorReply> reply)
    {
        if (fault is not null && await VendorFaults.TryInsteadAsync(context, fault))
            return;
        var answer = reply();
        if (fault is not null && await VendorFaults.TryAfterAsync(context, fault, answer))
            return;
        Requests.Answer(record);
        await VendorFaults.WriteAsync(context, answer);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = ApiRequest.Parse(context.Request.Method, target, context.Request.ContentType, body);
        if (ToDescribed(request) is { } described)
            Checker.Check(described);
        var record = Requests.Begin(context.Request, target, body, PersonOf(request));
        try
        {
            await AnswerAsync(context, request, record);
        }
        finally
        {
            Requests.End(record, context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode);
        }
    }
}
