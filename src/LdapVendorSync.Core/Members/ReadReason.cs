namespace LdapVendorSync.Core.Members;

/// <summary>One thing that keeps a read from being complete.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Scope">Whose removal it holds.</param>
/// <param name="Message">A sentence for an administrator: what, where, why.</param>
/// <param name="Reference">The entry concerned, as the group refers to it (a DN, a
/// <c>memberUid</c>, a vendor id), where there is one.</param>
public sealed record ReadReason(ReadReasonKind Kind, HoldScope Scope, string Message, string? Reference = null);

/// <summary>What keeps a read from being complete.</summary>
public enum ReadReasonKind
{
    /// <summary>The read ended in an error.</summary>
    Error,

    /// <summary>The server cut the answer: size, time or administrative limit.</summary>
    LimitExceeded,

    /// <summary>The read ended, but nothing proved that this was the end (no short page, no empty cookie, no last range).</summary>
    NotProved,

    /// <summary>A nested group could not be read.</summary>
    NestedGroupUnreadable,

    /// <summary>The group refers to an entry that cannot be found.</summary>
    DanglingMember,

    /// <summary>The group refers to an entry that is there, but may not be read. Unlike one that cannot be found it is never taken for gone.</summary>
    HiddenMember,

    /// <summary>A person has neither match key nor link, so nothing can be said about their account.</summary>
    MemberWithoutKey,

    /// <summary>The server pointed elsewhere for a part of the answer.</summary>
    Referral,

    /// <summary>The paging contradicted itself: a page came twice, a total did not match.</summary>
    PagingInconsistent,

    /// <summary>A value could not be understood.</summary>
    Malformed,

    /// <summary>The group is no longer found by the name in the config, but by its id.</summary>
    GroupRenamed,

    /// <summary>Another group has the name in the config by now.</summary>
    GroupReplaced,

    /// <summary>An entry that is neither a person nor a group this source understands.</summary>
    UnsupportedMember,
}

/// <summary>Whose removal a reason holds.</summary>
public enum HoldScope
{
    /// <summary>Nobody's: worth a warning only.</summary>
    Nothing,

    /// <summary>
    /// The one person's that <see cref="ReadReason.Reference"/> was last linked to; the whole mapping's while no link is known.
    /// </summary>
    Person,

    /// <summary>Everybody's in the mapping.</summary>
    Mapping,
}
