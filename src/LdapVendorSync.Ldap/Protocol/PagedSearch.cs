using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Protocol;

/// <summary>A search in pages (RFC 2696). Only an empty cookie ends it with success.</summary>
internal sealed class PagedSearch(LdapSearchRequest request, int pageSize) : ISearchSequence
{
    private ReadOnlyMemory<byte> _cookie;

    public LdapSearchRequest First => Page(default);

    public LdapSearchRequest? Next(LdapResult result, int items)
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
        if (items == 0 && control.Cookie.Span.SequenceEqual(_cookie.Span))
        {
            throw new LdapProtocolException("The server repeats an empty page of a search with the same cookie: it would never end.");
        }

        _cookie = control.Cookie;
        return Page(_cookie);
    }

    private LdapSearchRequest Page(ReadOnlyMemory<byte> cookie) =>
        request with { Controls = [.. request.Controls, new PagedResultsControl(pageSize, cookie, isCritical: true)] };
}
