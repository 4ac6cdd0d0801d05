using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Http.Authentication;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Decides whether a request may go to the vendor at all: not once the credentials were refused for good, and at first one at a time.
/// </summary>
internal sealed class VendorAccess : IAsyncDisposable
{
    private const string Step = "authenticate";

    private readonly HttpEndpoint _endpoint;
    private readonly ICredentialSource _credentials;
    // Not disposed of: a request that is given up late still ends its turn, and there is no handle to give back.
    private readonly SemaphoreSlim _first = new(1, 1);
    private readonly bool _hasCredentials;
    private VendorException? _end;
    private int _wasTried;
    private int _checked;

    public VendorAccess(HttpEndpoint endpoint, ICredentialSource credentials)
    {
        _endpoint = endpoint;
        _credentials = credentials;
        _hasCredentials = endpoint.HasCredentials;
    }

    /// <summary>A request's turn to be sent; it ends when it is disposed of.</summary>
    public Turn NewTurn() => new(this);

    /// <summary>The credential to send.</summary>
    /// <exception cref="VendorException">There is none to be had; nothing was sent to the vendor.</exception>
    public ValueTask<Credential?> GetAsync(CancellationToken cancellationToken) => _credentials.GetAsync(cancellationToken);

    /// <summary>Whether an answer refuses the credential.</summary>
    public bool IsRefusal(VendorHttpRequest request, VendorHttpResponse response) =>
        !request.IsCredentialExchange && _credentials.IsRefusal((int)response.Status);

    /// <summary>Whether another credential than the one that was refused can be had.</summary>
    public bool TryRenew(Credential? refused) => _credentials.TryRenew(refused);

    /// <summary>Notes that a request came to an end that is no refusal.</summary>
    public void Tried(Credential? credential, HttpAttempt attempt)
    {
        Volatile.Write(ref _wasTried, 1);
        if (attempt.Response is null)
            return;
        _credentials.Accept(credential);
        if (credential is not null && Interlocked.Exchange(ref _checked, 1) == 0)
            _endpoint.Checked?.Invoke(new CheckResult(Step, true, _credentials.Description));
    }

    /// <summary>Lets no further request out. The first word stays for all that follow.</summary>
    public VendorException End(VendorException error)
    {
        if (Interlocked.CompareExchange(ref _end, error, null) is null && Interlocked.Exchange(ref _checked, 1) == 0)
            _endpoint.Checked?.Invoke(new CheckResult(Step, false, error.Message));
        return error;
    }

    /// <summary>
    /// Ends a request before it is sent. A refused login is not tried again, by no request: each try may count towards a lock-out. Nor is a
    /// vendor asked that wants to be left alone for long: that may make the time longer.
    /// </summary>
    /// <exception cref="VendorException">No request may leave any more.</exception>
    public void ThrowIfEnded()
    {
        if (Volatile.Read(ref _end) is { } end)
            throw end.Restate(end.Message, outcomeUnknown: false, notSent: true);
    }

    /// <summary>Logs out where the configuration says how.</summary>
    public ValueTask DisposeAsync() => _credentials.DisposeAsync();

    private bool WasTried => Volatile.Read(ref _wasTried) == 1;

    /// <summary>
    /// Until a first request has shown that the credentials are not refused there is one at a time: wrong ones that many requests send together
    /// would count as many times towards a lock-out.
    /// </summary>
    internal sealed class Turn(VendorAccess access) : IDisposable
    {
        private bool _isHeld;

        /// <summary>Waits for it.</summary>
        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            if (!access._hasCredentials || access.WasTried)
                return;
            await access._first.WaitAsync(cancellationToken).ConfigureAwait(false);
            _isHeld = true;
            if (access.WasTried)
                Dispose();
        }

        public void Dispose()
        {
            if (!_isHeld)
                return;
            _isHeld = false;
            access._first.Release();
        }
    }
}
