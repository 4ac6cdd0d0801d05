using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Http.Paging;

/// <summary>Which page to ask for: parameters to add to the list's own query, or an address that a page before gave.</summary>
internal sealed record PageRequest(IReadOnlyList<KeyValuePair<string, string>> Query, string? Address = null)
{
    /// <summary>The page's number, offset or cursor; <see langword="null"/> where there is none yet.</summary>
    public string? Position { get; init; }

    /// <summary>Whether <see cref="Position"/> is a number, not a text that the vendor gave.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>How many items a page shall have.</summary>
    public string? Size { get; init; }

    /// <summary>Whether this is the first page of the list.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Whether this page is asked for only to make sure that the one before was the last.</summary>
    public bool IsProbe { get; init; }
}

/// <summary>One page as it arrived.</summary>
/// <param name="Items">The items.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Response">The answer it came in.</param>
internal sealed record Page(IReadOnlyList<DataNode> Items, DataNode Body, VendorHttpResponse Response);
