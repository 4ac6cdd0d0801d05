using System.Globalization;

namespace LdapVendorSync.Core.Http.Paging;

/// <summary>Decides which page of one list to ask for next. One instance reads one list.</summary>
internal abstract class Pager(PagingSettings settings)
{
    private static readonly string[] OtherPages = ["first", "prev", "previous", "last"];

    protected PagingSettings Settings { get; } = settings;

    /// <summary>The pager of a style.</summary>
    public static Pager Create(PagingSettings settings) => settings.Style switch
    {
        PagingStyle.Page or PagingStyle.Offset => new CountingPager(settings),
        PagingStyle.None => new SinglePager(settings),
        _ => new FollowingPager(settings),
    };

    /// <summary>The first page.</summary>
    public abstract PageRequest First();

    /// <summary>The page after one that arrived, or <see langword="null"/> where that one was the last, which is then proved.</summary>
    public abstract PageRequest? Next(PageRequest request, Page page);

    /// <summary>How many items a page shall have.</summary>
    protected string Size => Settings.Size.ToString(CultureInfo.InvariantCulture);

    /// <summary>The parameter of the page size.</summary>
    protected IEnumerable<KeyValuePair<string, string>> SizeQuery()
    {
        var parameter = Settings.SizeParameter ?? (Settings.Style == PagingStyle.Page ? "per_page" : "limit");
        if (parameter.Length > 0)
            yield return KeyValuePair.Create(parameter, Size);
    }

    /// <summary>The address of the next page by the Link header.</summary>
    protected static string? NextLink(Page page) => Link(page, "next");

    /// <summary>Whether the Link header tells where this page stands among others, so that the lack of a next one means the end.</summary>
    protected static bool LinksToPages(Page page) => OtherPages.Any(relation => Link(page, relation) is not null);

    private static string? Link(Page page, string relation) =>
        page.Response.Headers.TryGetValue("Link", out var values) ? LinkHeader.Find(values, relation) : null;
}
