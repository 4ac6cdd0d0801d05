using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Http.Paging;

/// <summary>Which page to ask for: parameters to add to the list's own query, or an address that a page before gave.</summary>
internal sealed record PageRequest(IReadOnlyList<KeyValuePair<string, string>> Query, string? Address = null)
{
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
