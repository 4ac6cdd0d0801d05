using System.Text.Json.Serialization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>What a run does first.</summary>
public enum ChangeOrder
{
    /// <summary>Adds and updates as soon as a mapping is compared; removals when all are.</summary>
    AddFirst,

    /// <summary>Removals first; adds and updates wait for all mappings too.</summary>
    RemoveFirst,
}

/// <summary>What is read back after writing.</summary>
public enum VerifyMode
{
    /// <summary>The groups that were written.</summary>
    Changed,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>What becomes of members of a vendor group whom the source does not know.</summary>
public enum UnmanagedMembers
{
    /// <summary>They are removed from the group: the source is right.</summary>
    Remove,

    /// <summary>They stay.</summary>
    Keep,

    /// <summary>They stay and are listed.</summary>
    Report,
}

/// <summary>What becomes of people who are in the source group but whose account there is disabled.</summary>
public enum DisabledMembers
{
    /// <summary>They count as members.</summary>
    Keep,

    /// <summary>They count as absent and are removed from the vendor group.</summary>
    Remove,

    /// <summary>Their vendor account is disabled.</summary>
    Disable,
}

/// <summary>What an account counts as that is locked for a while, after too many wrong passwords.</summary>
public enum LockedAccounts
{
    /// <summary>As what it was before: anybody can have an account locked by typing wrong passwords.</summary>
    Enabled,

    /// <summary>As disabled, until the lock ends.</summary>
    Disabled,
}

/// <summary>What becomes of vendor accounts that are in no synced group any more.</summary>
public enum OrphanAccounts
{
    /// <summary>They stay as they are.</summary>
    Keep,

    /// <summary>They are disabled.</summary>
    Disable,

    /// <summary>They are deleted; needs <c>allow_account_deletion</c>.</summary>
    Delete,
}

/// <summary>What a reference to an entry that cannot be found means.</summary>
public enum DanglingMembers
{
    /// <summary>It holds the removal of the person last seen behind it for a while.</summary>
    Hold,

    /// <summary>Nothing: such references are normal in this directory.</summary>
    Ignore,
}

/// <summary>Whether groups that are known not to have changed are read again.</summary>
public enum IncrementalReading
{
    /// <summary>Not where the source can tell what changed.</summary>
    Auto,

    /// <summary>Always.</summary>
    Off,

    /// <summary>As <see cref="Auto"/>; an OpenLDAP that does not tell changes has the change stamps of all its entries compared.</summary>
    Compare,
}

/// <summary>How the people of a group are found.</summary>
public enum MemberStrategy
{
    /// <summary><see cref="MemberOf"/> where the server offers it, else <see cref="Member"/>.</summary>
    Auto,

    /// <summary>By a search for entries whose <c>memberOf</c> names the group, checked against the group's own list.</summary>
    [JsonStringEnumMemberName("memberof")]
    MemberOf,

    /// <summary>By the group's own list, and then the people in batches.</summary>
    Member,
}

/// <summary>How several mappings share one vendor group.</summary>
public enum GroupCombination
{
    /// <summary>They may not.</summary>
    None,

    /// <summary>The vendor group holds the members of all of them.</summary>
    Union,
}

/// <summary>How the wait between two tries grows.</summary>
public enum RetryBackoff
{
    /// <summary>It doubles, with jitter.</summary>
    Exponential,

    /// <summary>It stays the same.</summary>
    Constant,
}

/// <summary>When a new log file begins.</summary>
public enum LogRotation
{
    /// <summary>At midnight, local time.</summary>
    Daily,

    /// <summary>The same.</summary>
    Midnight,
}

/// <summary>What a log file looks like.</summary>
public enum LogFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>How requests to a vendor are authenticated.</summary>
public enum AuthMethod
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>HTTP Basic (RFC 7617): <c>username</c> and <c>password</c>.</summary>
    Basic,

    /// <summary><c>Authorization</c> with <c>scheme</c> (default <c>Bearer</c>) and <c>token</c>.</summary>
    Token,

    /// <summary>HTTP Bearer (RFC 6750): <c>token</c>.</summary>
    Bearer,

    /// <summary>A header of its own: <c>header</c> and <c>value</c>.</summary>
    Header,

    /// <summary>OAuth 2 client credentials (RFC 6749 section 4.4).</summary>
    [JsonStringEnumMemberName("oauth2")]
    OAuth2,

    /// <summary>A part of the query of every address: <c>parameter</c> and <c>value</c>.</summary>
    Query,

    /// <summary>A request that logs in, and gives a token or cookies for all others: <c>login</c>.</summary>
    Login,
}

/// <summary>What a vendor's API speaks.</summary>
public enum DataFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>XML.</summary>
    Xml,
}

/// <summary>What becomes of a directory's references to other servers.</summary>
public enum ReferralHandling
{
    /// <summary>They are reported; what is on the other servers is not known.</summary>
    Report,

    /// <summary>The other servers are asked, with the same credentials and protection.</summary>
    Follow,
}
