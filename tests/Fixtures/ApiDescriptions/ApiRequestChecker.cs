using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LdapVendorSync.Fixtures.ApiDescriptions;

/// <summary>
/// Holds every request that a server receives against the descriptions of its API: each that has the operation has to take the request,
/// and one has to have it. Safe for concurrent use.
/// </summary>
/// <param name="descriptions">The descriptions.</param>
public sealed class ApiRequestChecker(params IReadOnlyList<ApiDescription> descriptions)
{
    private readonly Lock _gate = new();
    private readonly List<string> _violations = [];
    private readonly Dictionary<string, int> _checked = descriptions.ToDictionary(description => description.Name, _ => 0);

    /// <summary>A checker with our own description, and with the published one where it is on this machine.</summary>
    public static ApiRequestChecker Of(ApiDescription own, ApiDescription? published) => published is null ? new(own) : new(own, published);

    /// <summary>What was wrong with requests, a sentence each.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
                return [.. _violations];
        }
    }

    /// <summary>How many requests each description took a look at, by its name.</summary>
    public IReadOnlyDictionary<string, int> Checked
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, int>(_checked);
        }
    }

    /// <summary>Checks requests on their way to a handler, which gets them unchanged.</summary>
    public RequestDelegate Around(RequestDelegate handler) => async context =>
    {
        context.Request.EnableBuffering();
        using (var reader = new StreamReader(context.Request.Body, Encoding.UTF8, leaveOpen: true))
        {
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            var request = ApiRequest.Parse(context.Request.Method, target, context.Request.ContentType, body);
            if (context.Request.Headers.Authorization.Count > 0 || !IsKnock(request))
                Check(request);
        }

        context.Request.Body.Position = 0;
        await handler(context);
    };

    /// <summary>Checks a request.</summary>
    public void Check(ApiRequest request)
    {
        var concerned = descriptions.Where(description => description.Knows(request)).ToArray();
        var problems = (concerned.Length > 0 ? concerned : descriptions).SelectMany(description => description.Check(request)).ToArray();
        lock (_gate)
        {
            _violations.AddRange(problems);
            foreach (var description in concerned)
                _checked[description.Name]++;
        }
    }

    /// <summary>Fails where a request was not as the descriptions say.</summary>
    /// <exception cref="InvalidOperationException">What was wrong.</exception>
    public void ThrowIfViolated()
    {
        var violations = Violations.Distinct().ToArray();
        if (violations.Length > 0)
        {
            throw new InvalidOperationException(string.Join(
                Environment.NewLine, ["Requests are not as the API's description says:", .. violations.Take(20)]));
        }
    }

    // A check of a connection asks the base address, without credentials, whether anybody is there. No API describes that.
    private bool IsKnock(ApiRequest request) =>
        request.Method == "GET" && descriptions.Any(description => description.BasePath.TrimEnd('/') == request.Path.TrimEnd('/'));
}
