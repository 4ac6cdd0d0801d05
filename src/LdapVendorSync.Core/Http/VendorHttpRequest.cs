using LdapVendorSync.Core.Http.Authentication;

namespace LdapVendorSync.Core.Http;

/// <summary>One request to a vendor, or to a source with an API. It can be sent several times.</summary>
public sealed record VendorHttpRequest
{
    /// <summary>The method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>
    /// The address: absolute on the vendor's own server, or relative to the base address, with or without a leading slash.
    /// </summary>
    public required string Address { get; init; }

    /// <summary>What the request is for, as messages say it: "read the members of group 'SRE'".</summary>
    public required string Purpose { get; init; }

    /// <summary>What to do where the server does not know the address; <see langword="null"/> where there is nothing to say.</summary>
    public string? NotFoundHint { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; <see langword="null"/> for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The body's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>The media type asked for.</summary>
    public string? Accept { get; init; }

    /// <summary>Whether the request may change something: decides what a 403 means.</summary>
    public bool IsWrite { get; init; }

    /// <summary>
    /// Whether sending it twice has the same effect as sending it once. One that is not is never sent again after an attempt whose outcome
    /// is unknown, unless <see cref="IsDoneAsync"/> says that it had no effect.
    /// </summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>
    /// Whether the request or its answer is made of credentials: neither body is shown in any log, a redirect is not followed, and what a
    /// refusal means is the sender's to say.
    /// </summary>
    internal bool IsCredentialExchange { get; init; }

    /// <summary>The credential to send in place of the vendor's; <see langword="null"/> for the vendor's.</summary>
    internal Credential? Credential { get; init; }

    /// <summary>Completes the request anew each time that it is sent; <see langword="null"/> where it is the same each time.</summary>
    internal Func<VendorHttpRequest, VendorHttpRequest>? Prepare { get; init; }

    /// <summary>
    /// Recognises an answer that is meant although its status (408, 429, 5xx) would mean that the request may be tried again, such as a
    /// SOAP fault.
    /// </summary>
    public Func<VendorHttpResponse, bool>? IsAnswer { get; init; }

    /// <summary>
    /// Looks whether the request had its effect; asked after an attempt whose outcome is unknown. It throws where that cannot be found out.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? IsDoneAsync { get; init; }
}
