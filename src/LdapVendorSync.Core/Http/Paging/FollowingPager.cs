namespace LdapVendorSync.Core.Http.Paging;

/// <summary>
/// Pages that each say how to get the next one: by cursor, Link header or address in the body. The one that names no next is the last.
/// </summary>
internal sealed class FollowingPager(PagingSettings settings) : Pager(settings)
{
    public override PageRequest First() => new([.. SizeQuery()]) { IsFirst = true, Size = Size };

    public override PageRequest? Next(PageRequest request, Page page) => Settings.Style switch
    {
        PagingStyle.Link => NextLink(page) is { } link ? new PageRequest([], link) : null,
        PagingStyle.NextUrl => TextAt(page, Settings.Next ?? "next") is { } address ? new PageRequest([], address) : null,
        _ => TextAt(page, Settings.Next ?? "next_cursor") is { } cursor
            ? new PageRequest([KeyValuePair.Create(Settings.Parameter ?? "cursor", cursor), .. SizeQuery()]) { Position = cursor, Size = Size }
            : null,
    };

    private static string? TextAt(Page page, string path) => page.Body.TextAt(path) is { Length: > 0 } text ? text : null;
}
