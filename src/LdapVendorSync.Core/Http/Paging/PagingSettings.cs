using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Http.Paging;

/// <summary>How lists are read to their end.</summary>
public sealed record PagingSettings
{
    /// <summary>How a list is asked for in pieces.</summary>
    [Setting("How a list is asked for in pieces.")]
    public PagingStyle Style { get; init; } = PagingStyle.Page;

    /// <summary>How many items to ask for at once.</summary>
    [Setting("How many items to ask for at once.")]
    [Range(1, 100_000)]
    public int Size { get; init; } = 200;

    /// <summary>The query parameter of <see cref="Size"/>; <see langword="null"/> for the style's usual one, empty for none.</summary>
    [Setting("The query parameter of the size: per_page for style page, limit for the others; empty to send none.")]
    public string? SizeParameter { get; init; }

    /// <summary>The query parameter of the page's number, offset or cursor; <see langword="null"/> for the style's usual one.</summary>
    [Setting("The query parameter that asks for a page: page, offset or cursor, as the style is called.")]
    public string? Parameter { get; init; }

    /// <summary>The number of the first page.</summary>
    [Setting("The number of the first page, for style page.")]
    [Range(0, 1)]
    public int First { get; init; } = 1;

    /// <summary>Where a page says how to get the next one; <see langword="null"/> for the style's usual place.</summary>
    [Setting("Where a page's body holds the cursor (next_cursor) or address (next) of the next page.")]
    public string? Next { get; init; }

    /// <summary>Where a page's body says how many items there are in all; <see langword="null"/> where it does not.</summary>
    [Setting("Where a page's body holds the number of all items, to be checked against what arrived.")]
    public string? Total { get; init; }

    /// <summary>The header that says how many items there are in all; checked where it is present.</summary>
    [Setting("The header with the number of all items, checked where it is present; empty to ignore it.")]
    public string TotalHeader { get; init; } = "X-Total-Count";

    /// <summary>The statuses by which the vendor says that a page is past the last one.</summary>
    [Setting("The statuses that mean that a page is past the last one.")]
    public IReadOnlyList<int> PastEnd { get; init; } = [];

    /// <summary>More pages than this are not read: the list would have no end.</summary>
    [Setting("More pages than this are not read.")]
    [Range(1, 1_000_000)]
    public int MaxPages { get; init; } = 10_000;
}
