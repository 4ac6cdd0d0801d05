using System.Globalization;

namespace LdapVendorSync.Fixtures.Vendors;

/// <summary>Cuts lists into pages, honestly or not.</summary>
internal sealed class VendorPager(VendorServerOptions options)
{
    public VendorPage<T> Cut<T>(IReadOnlyList<T> all, VendorRequest request)
    {
        if (options.Paging == PagingStyle.None)
            return new VendorPage<T>(all, About(all.Count, request, null), null);

        var fault = request.PagingFault;
        var size = Math.Clamp(
            Number(request, options.Paging is PagingStyle.Page ? "per_page" : "limit", options.DefaultPageSize), 1, options.MaxPageSize);
        var asked = options.Paging switch
        {
            PagingStyle.Page => (Number(request, "page", 1) - 1) * size,
            PagingStyle.Offset => Number(request, "offset", 0),
            _ => Number(request, "cursor", 0),
        };
        var repeats = fault is FaultKind.RepeatPage or FaultKind.EndlessPages;
        var step = fault == FaultKind.OverlapPages ? size - 1 : size;
        var start = repeats ? 0 : Math.Max(0, fault == FaultKind.OverlapPages ? asked / size * step : asked);
        if (fault == FaultKind.DropPage)
            start += size;
        var items = all.Skip(start).Take(fault == FaultKind.EmptyPage ? 0 : size).ToArray();
        var hasMore = fault == FaultKind.EndlessPages || (repeats ? asked : start) + items.Length < all.Count;
        var next = fault == FaultKind.NextIsItself ? request.Url : hasMore ? NextUrl(request, asked, size) : null;
        return new VendorPage<T>(items, About(all.Count, request, next), next);
    }

    private List<(string Name, object Value)> About(int total, VendorRequest request, Uri? next)
    {
        var about = new List<(string, object)>();
        if (options.TotalField is not null)
            about.Add((options.TotalField, Total(total, request)));
        if (next is not null && options.Paging == PagingStyle.NextUrl)
            about.Add(("next", next.AbsoluteUri));
        if (next is not null && options.Paging == PagingStyle.Cursor)
            about.Add(("next_cursor", System.Web.HttpUtility.ParseQueryString(next.Query)["cursor"] ?? "0"));
        return about;
    }

    public static int Total(int total, VendorRequest request) => request.PagingFault == FaultKind.LieAboutTotal ? total / 2 : total;

    private Uri NextUrl(VendorRequest request, int start, int size)
    {
        var query = System.Web.HttpUtility.ParseQueryString(request.Url.Query);
        switch (options.Paging)
        {
            case PagingStyle.Page:
                query["page"] = (Number(request, "page", 1) + 1).ToString(CultureInfo.InvariantCulture);
                query["per_page"] = size.ToString(CultureInfo.InvariantCulture);
                break;
            case PagingStyle.Offset:
                query["offset"] = (start + size).ToString(CultureInfo.InvariantCulture);
                query["limit"] = size.ToString(CultureInfo.InvariantCulture);
                break;
            default:
                query["cursor"] = (start + size).ToString(CultureInfo.InvariantCulture);
                break;
        }

        return new UriBuilder(request.Url) { Query = query.ToString() }.Uri;
    }

    private static int Number(VendorRequest request, string name, int fallback) =>
        request.Query.TryGetValue(name, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : fallback;
}

/// <summary>One page of a list.</summary>
internal sealed record VendorPage<T>(IReadOnlyList<T> Items, IReadOnlyList<(string Name, object Value)> About, Uri? Next);
