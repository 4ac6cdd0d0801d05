using System.Diagnostics;
using System.Net;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http;

/// <summary>Looks whether a request whose outcome is unknown had its effect, where the request knows how.</summary>
internal sealed class OutcomeLook(HttpEndpoint endpoint, VendorHttpErrors errors, ILogger logger)
{
    /// <summary>What a request came to that was seen to have had its effect.</summary>
    public static HttpAttempt Confirmed { get; } =
        new() { Response = new VendorHttpResponse { Status = HttpStatusCode.NoContent, ConfirmedByLooking = true } };

    /// <summary>Whether the request had its effect.</summary>
    /// <exception cref="VendorException">That cannot be found out.</exception>
    public async Task<bool> IsDoneAsync(VendorHttpRequest request, CancellationToken cancellationToken)
    {
        Debug.Assert(request.IsDoneAsync is not null, "An unknown outcome without a way to look is not retried.");
        try
        {
            var isDone = await request.IsDoneAsync(cancellationToken).ConfigureAwait(false);
            logger.LogInformation(
                "{Vendor}: the outcome of an attempt to {Purpose} was unknown; looking shows that it {Effect}.",
                endpoint.Name, request.Purpose, isDone ? "had its effect" : "had none");
            return isDone;
        }
        catch (VendorException error)
        {
            var reason = $"the outcome of the request is unknown, and looking for it failed: {error.Message.TrimEnd('.')}";
            throw new VendorException(
                error.Failure, errors.Create(error.Failure, request, reason).Message, error) { OutcomeUnknown = true };
        }
    }

    /// <summary>
    /// What an answer comes to: a conflict after an attempt with unknown outcome may be with that attempt, whose effect came later than the
    /// look that followed it.
    /// </summary>
    public async Task<VendorHttpResponse> SettleAsync(
        VendorHttpRequest request, VendorHttpResponse response, CancellationToken cancellationToken)
    {
        var mayBeOurs = response is { FollowsUnknownOutcome: true, Status: HttpStatusCode.Conflict } && request.IsDoneAsync is not null;
        return mayBeOurs && await IsDoneAsync(request, cancellationToken).ConfigureAwait(false) ? Confirmed.Response! : response;
    }

    /// <summary>What a last attempt comes to that failed, and may have had its effect all the same.</summary>
    /// <exception cref="VendorException">It had none, or that cannot be found out.</exception>
    public async Task<VendorHttpResponse> SettleAsync(
        VendorHttpRequest request, VendorException failure, CancellationToken cancellationToken)
    {
        if (await IsDoneAsync(request, cancellationToken).ConfigureAwait(false))
            return Confirmed.Response!;
        throw failure.Restate(failure.Message, outcomeUnknown: false);
    }
}
