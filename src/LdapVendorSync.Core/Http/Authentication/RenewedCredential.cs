using System.Net;
using LdapVendorSync.Core.Vendors;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>
/// A credential that does not last: got when the first request needs it, shared by all, renewed before it expires and when it is refused.
/// There is never more than one fetch at a time.
/// </summary>
internal sealed class RenewedCredential : ICredentialSource
{
    // What a request may take until the server looks at its credential, and what two clocks run apart meanwhile.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RevocationLimit = TimeSpan.FromSeconds(10);

    private readonly HttpEndpoint _endpoint;
    private readonly ICredentialIssuer _issuer;
    private readonly IReadOnlyCollection<int> _refusals;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _gate = new();
    private Task<Held>? _fetching;
    private Held? _held;
    private bool _wasRefused;
    private VendorException? _end;
    private bool _wasEverIssued;
    private string _description;

    /// <param name="endpoint">The vendor.</param>
    /// <param name="issuer">Gets the credentials.</param>
    /// <param name="method">How requests are authenticated, for a person.</param>
    /// <param name="refusals">The statuses by which the vendor refuses a credential; <see langword="null"/> for 401.</param>
    public RenewedCredential(HttpEndpoint endpoint, ICredentialIssuer issuer, string method, IReadOnlyCollection<int>? refusals = null)
    {
        _endpoint = endpoint;
        _issuer = issuer;
        _description = method;
        _refusals = refusals ?? [(int)HttpStatusCode.Unauthorized];
        _logger = endpoint.LoggerFactory.CreateLogger<RenewedCredential>();
    }

    public string Description => Volatile.Read(ref _description);

    public async ValueTask<Credential?> GetAsync(CancellationToken cancellationToken)
    {
        Task<Held> fetching;
        lock (_gate)
        {
            if (_held is { } held && !IsDue(held))
                return held.Credential;
            // What the issuer refused is not shown to it again: each time may count towards a lock-out.
            if (_end is not null)
                throw _end.Restate(_end.Message, notSent: true);
            // Not in the flow of whoever happens to be the first: if that gives up, the others still wait.
            fetching = _fetching ??= Task.Run(FetchAsync, CancellationToken.None);
        }

        return (await fetching.WaitAsync(cancellationToken).ConfigureAwait(false)).Credential;
    }

    public bool IsRefusal(int status) => _refusals.Contains(status) || status == (int)HttpStatusCode.Unauthorized;

    public bool TryRenew(Credential? refused)
    {
        lock (_gate)
        {
            // Another request met the same before, and there is or will be a new one.
            if (_held is null || !ReferenceEquals(_held.Credential, refused))
                return true;
            // Nobody ever took it, and it was renewed because of a refusal, or may itself be none: another one would not do better.
            if (_held is { WasAccepted: false } && (_held.FollowsRefusal || !_held.IsProof))
                return false;
            _held = null;
            _wasRefused = true;
        }

        _logger.LogInformation("{Vendor}: the {Credential} was refused; it is renewed once.", _endpoint.Name, Description);
        return true;
    }

    public void Accept(Credential? credential)
    {
        lock (_gate)
        {
            if (_held is { } held && ReferenceEquals(held.Credential, credential))
                held.WasAccepted = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (_held is { } held)
        {
            using var limit = new CancellationTokenSource(RevocationLimit);
            await _issuer.RevokeAsync(held.Credential, limit.Token).ConfigureAwait(false);
        }

        await _issuer.DisposeAsync().ConfigureAwait(false);
        _disposing.Dispose();
    }

    private bool IsDue(Held held)
    {
        if (held.Lifetime is not { } lifetime)
            return false;
        var quarter = lifetime / 4;
        var margin = quarter < LongestMargin ? quarter : LongestMargin;
        return _endpoint.TimeProvider.GetElapsedTime(held.AskedAt) >= lifetime - margin;
    }

    private async Task<Held> FetchAsync()
    {
        // The request id of this exchange is not that of the change that waits for it.
        RequestIdNote.Begin();
        try
        {
            var askedAt = _endpoint.TimeProvider.GetTimestamp();
            var issued = await _issuer.IssueAsync(_disposing.Token).ConfigureAwait(false);
            return Keep(issued, askedAt);
        }
        catch (VendorException error)
        {
            var restated = Restate(error);
            if (restated.Failure is VendorFailure.Authentication or VendorFailure.RateLimited)
            {
                lock (_gate)
                    _end = restated;
            }

            throw restated;
        }
        finally
        {
            lock (_gate)
                _fetching = null;
        }
    }

    private Held Keep(IssuedCredential issued, long askedAt)
    {
        lock (_gate)
        {
            _held = new Held(issued.Credential, issued.Lifetime, askedAt, _wasRefused, issued.IsProof);
            _wasRefused = false;
            _wasEverIssued = true;
            Volatile.Write(ref _description, issued.Description);
            return _held;
        }
    }

    // Whatever is no passing fault means that there is no way in: the vendor is stopped, and nothing is tried again. A passing fault that
    // outlasted all retries in the middle of the work concerns every request, as a vendor that is down does.
    private VendorException Restate(VendorException error) => error.Restate(
        error.Message,
        error.Failure switch
        {
            VendorFailure.Cancelled or VendorFailure.RateLimited or VendorFailure.Down => error.Failure,
            VendorFailure.Unavailable => _wasEverIssued ? VendorFailure.Down : VendorFailure.Unavailable,
            _ => VendorFailure.Authentication,
        },
        outcomeUnknown: false,
        notSent: true);

    private sealed record Held(Credential Credential, TimeSpan? Lifetime, long AskedAt, bool FollowsRefusal, bool IsProof)
    {
        public bool WasAccepted { get; set; }
    }
}
