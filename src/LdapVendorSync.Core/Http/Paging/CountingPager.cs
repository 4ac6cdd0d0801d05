using System.Globalization;

namespace LdapVendorSync.Core.Http.Paging;

/// <summary>
/// Pages by number or offset. A page shorter than asked for is the last, as is one whose Link header knows other pages but no next one.
/// </summary>
/// <remarks>
/// A server may have a page size of its own below the one asked for. Its first page then looks like the last; but such sizes are round
/// numbers, so that behind a first page with a round number of items the next one is asked for, to be sure. From then on the size that the
/// server showed counts.
/// </remarks>
internal sealed class CountingPager(PagingSettings settings) : Pager(settings)
{
    private const int Round = 5;

    private int _pages;
    private int _received;
    private int _size = settings.Size;

    public override PageRequest First() => Request() with { IsFirst = true };

    public override PageRequest? Next(PageRequest request, Page page)
    {
        var count = page.Items.Count;
        _pages++;
        _received += count;
        if (NextLink(page) is { } link)
            return new PageRequest([], link);
        if (LinksToPages(page) || count == 0)
            return null;

        var isShort = count < _size;
        var isProbe = isShort && _pages == 1 && count % Round == 0;
        if (isProbe)
            _size = count;
        return isShort && !isProbe ? null : Request() with { IsProbe = isProbe };
    }

    private PageRequest Request()
    {
        var position = (Settings.Style == PagingStyle.Page ? Settings.First + _pages : _received).ToString(CultureInfo.InvariantCulture);
        var parameter = Settings.Parameter ?? (Settings.Style == PagingStyle.Page ? "page" : "offset");
        return new PageRequest([KeyValuePair.Create(parameter, position), .. SizeQuery()])
        {
            Position = position,
            IsNumbered = true,
            Size = Size,
        };
    }
}
