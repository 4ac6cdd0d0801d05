namespace LdapVendorSync.Fixtures.Api;

/// <summary>What a server does wrong when somebody reads the members of a group page by page.</summary>
/// <param name="Page">
/// The page, from 1, of any group's list: the first page is the one that is asked for without a cursor or offset. It is the page that is
/// meant, not the request: a page that is asked for again is the same page.
/// </param>
/// <param name="Effect">What happens.</param>
public sealed record MemberPageFault(int Page, MemberPageEffect Effect)
{
    /// <summary>The status of <see cref="MemberPageEffect.Status"/>.</summary>
    public int Status { get; init; } = 500;

    /// <summary>How often it happens; afterwards the page is answered as it should be.</summary>
    public int Times { get; init; } = int.MaxValue;
}

/// <summary>What happens when a page of members is asked for.</summary>
public enum MemberPageEffect
{
    /// <summary>The answer is an error with <see cref="MemberPageFault.Status"/>, as the real server words it; 429 asks for a short pause.</summary>
    Status,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    Cut,

    /// <summary>The token that came with the request has expired, and stays refused; another may be had where tokens can be.</summary>
    ExpireToken,

    /// <summary>The page is answered and says that it is the last, though it is not.</summary>
    ClaimEnd,

    /// <summary>The page begins with the last two people of the page before it, who are as they were.</summary>
    RepeatPeople,

    /// <summary>From this page on the answer is always the first page, which names a next one.</summary>
    RepeatFirstPage,

    /// <summary>Before the page comes one without anybody, which names the next; nobody is left out.</summary>
    EmptyPage,

    /// <summary>The group is deleted right before the page is answered; the answer is what the real server says then.</summary>
    DeleteGroup,

    /// <summary>The group is renamed to <c>renamed</c> right before the page is answered, as it would have been.</summary>
    RenameGroup,
}
