using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>How the vendor test server behaves. What can change while it runs has a setter.</summary>
public sealed class VendorServerOptions
{
    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Makes it an https server.</summary>
    [JsonIgnore]
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether bodies are XML instead of JSON.</summary>
    public bool Xml { get; init; }

    /// <summary>The exact value that the Authorization header must have; <see langword="null"/> for no check.</summary>
    public string? Authorization { get; set; }

    /// <summary>Another header that every request must carry, as <c>Name: value</c>.</summary>
    public string? RequiredHeader { get; set; }

    /// <summary>How long each answer takes at least, in milliseconds.</summary>
    public int LatencyMilliseconds { get; set; }

    /// <summary>The most requests at once; more are refused with 503. <see langword="null"/> for no limit.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>More items than this are never on one page, whatever is asked for.</summary>
    public int MaxPageSize { get; set; } = 1000;

    /// <summary>The items on a page when the request does not say.</summary>
    public int DefaultPageSize { get; set; } = 100;

    /// <summary>How lists are cut into pages.</summary>
    public PagingStyle Paging { get; set; } = PagingStyle.Page;

    /// <summary>Whether a Link header names the next page (RFC 8288), whatever the style.</summary>
    public bool LinkHeader { get; set; }

    /// <summary>
    /// Puts lists into an object under this name, where dots nest (<c>data.items</c>); <see langword="null"/> for a bare array.
    /// </summary>
    public string? Envelope { get; set; }

    /// <summary>Adds the number of all items under this name of the envelope.</summary>
    public string? TotalField { get; set; }

    /// <summary>Whether a header X-Total-Count carries the number of all items.</summary>
    public bool TotalHeader { get; set; }

    /// <summary>Whether <c>GET /users?username=…</c> answers with everybody.</summary>
    public bool IgnoreUserFilter { get; set; }

    /// <summary>Whether ids are JSON numbers, and a string in their place is refused.</summary>
    public bool NumericIds { get; set; }
}

/// <summary>How lists are cut into pages.</summary>
public enum PagingStyle
{
    /// <summary><c>page</c> from 1 and <c>per_page</c>.</summary>
    Page,

    /// <summary><c>offset</c> from 0 and <c>limit</c>.</summary>
    Offset,

    /// <summary>An opaque <c>cursor</c>; the next one stands in the envelope as <c>next_cursor</c>.</summary>
    Cursor,

    /// <summary>The address of the next page stands in the envelope as <c>next</c>.</summary>
    NextUrl,

    /// <summary>Everything at once.</summary>
    None,
}
