namespace LdapVendorSync.Core.Http.Paging;

/// <summary>How a list is asked for in pieces.</summary>
public enum PagingStyle
{
    /// <summary>By the number of the page.</summary>
    Page,

    /// <summary>By the number of items to leave out.</summary>
    Offset,

    /// <summary>By an opaque text that each page gives for the next one.</summary>
    Cursor,

    /// <summary>By the address in the Link header (RFC 8288, <c>rel="next"</c>).</summary>
    Link,

    /// <summary>By the address that the body of each page gives for the next one.</summary>
    NextUrl,

    /// <summary>Not at all: everything comes in one answer.</summary>
    None,
}
