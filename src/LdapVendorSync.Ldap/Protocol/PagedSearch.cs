using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Protocol;

/// <summary>A search in pages (RFC 2696). Only an empty cookie ends it with success, and a server that goes in circles with an
/// error.</summary>
internal sealed class PagedSearch(LdapSearchRequest request, int pageSize) : ISearchSequence
{
    /// <summary>Servers may send some when they find little among much; a server that sends more will not come to an end.</summary>
    private const int MostEmptyPages = 1000;

    // Some servers send one and the same cookie for all pages, so that only what a page begins with tells whether it came before
    private readonly HashSet<(string Cookie, string Beginning)> _pages = [];
    private ReadOnlyMemory<byte> _cookie;
    private int _emptyPages;

    public LdapSearchRequest First => Page(default);

    public LdapSearchRequest? Next(LdapResult result, LdapSearchItem? firstItem)
    {
        if (!result.IsSuccess) return null;

        var control = PagedResultsControl.Find(result.Controls);
        if (control is null)
        {
            // Critical, so a server without paging had to refuse; and one that paged before must say whether that was the last page
            throw new LdapProtocolException(
                "The server answered a page of a search without the paging control: more pages may be missing.");
        }

        if (control.Cookie.IsEmpty) return null;
        RejectCircle(control.Cookie.Span, firstItem);

        _cookie = control.Cookie;
        return Page(_cookie);
    }

    private void RejectCircle(ReadOnlySpan<byte> next, LdapSearchItem? firstItem)
    {
        _emptyPages = firstItem is null ? _emptyPages + 1 : 0;
        if (firstItem is null && (next.SequenceEqual(_cookie.Span) || _emptyPages > MostEmptyPages))
        {
            throw new LdapProtocolException("The server repeats an empty page of a search: it would never end.");
        }

        if (!_pages.Add((Convert.ToBase64String(_cookie.Span), firstItem?.ToString() ?? string.Empty)))
        {
            throw new LdapProtocolException("The server sends a page of a search for the second time: it would never end.");
        }
    }

    private LdapSearchRequest Page(ReadOnlyMemory<byte> cookie) =>
        request with { Controls = [.. request.Controls, new PagedResultsControl(pageSize, cookie, isCritical: true)] };
}
