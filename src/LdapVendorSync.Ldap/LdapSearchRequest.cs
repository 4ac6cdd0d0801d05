using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Ldap;

/// <summary>What to search for (RFC 4511 section 4.5.1).</summary>
public sealed record LdapSearchRequest
{
    /// <summary>Asks for no attributes at all, only for names (RFC 4511 section 4.5.1.8).</summary>
    public const string NoAttributes = "1.1";

    /// <summary>Asks for all user attributes.</summary>
    public const string AllUserAttributes = "*";

    /// <summary>Asks for all operational attributes (RFC 3673).</summary>
    public const string AllOperationalAttributes = "+";

    /// <summary>The distinguished name where the search starts; empty for the root DSE.</summary>
    public string BaseDn { get; init; } = string.Empty;

    /// <summary>How far below the base the search goes.</summary>
    public LdapSearchScope Scope { get; init; } = LdapSearchScope.Subtree;

    /// <summary>When aliases are followed.</summary>
    public LdapDerefAliases DerefAliases { get; init; } = LdapDerefAliases.Never;

    /// <summary>The most entries the server may return; 0 leaves it to the server.</summary>
    public int SizeLimit { get; init; }

    /// <summary>How long the server may search, in whole seconds; zero leaves it to the server.</summary>
    public TimeSpan TimeLimit { get; init; }

    /// <summary>Whether attributes come without their values.</summary>
    public bool TypesOnly { get; init; }

    /// <summary>Which entries match; by default all.</summary>
    public LdapFilter Filter { get; init; } = LdapFilter.MatchAll;

    /// <summary>The attributes to return; empty for all user attributes.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The controls to send along.</summary>
    public IReadOnlyList<LdapControl> Controls { get; init; } = [];

    /// <summary>A request that reads exactly one entry by its name.</summary>
    /// <param name="dn">The distinguished name; empty for the root DSE.</param>
    /// <param name="attributes">The attributes to return; none for all user attributes.</param>
    public static LdapSearchRequest ForEntry(string dn, params IReadOnlyList<string> attributes) =>
        new() { BaseDn = dn, Scope = LdapSearchScope.Base, Attributes = attributes };

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(SizeLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(TimeLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeLimit.TotalSeconds, int.MaxValue, nameof(TimeLimit));
    }
}

/// <summary>How far below its base a search goes.</summary>
public enum LdapSearchScope
{
    /// <summary>The base entry alone.</summary>
    Base = 0,

    /// <summary>The entries directly below the base, without it.</summary>
    OneLevel = 1,

    /// <summary>The base and everything below.</summary>
    Subtree = 2,

    /// <summary>Everything below the base, without it (the subordinate scope; not every server has it).</summary>
    Children = 3,
}

/// <summary>When a search follows aliases.</summary>
public enum LdapDerefAliases
{
    /// <summary>Never.</summary>
    Never = 0,

    /// <summary>While searching below the base, but not for the base itself.</summary>
    InSearching = 1,

    /// <summary>For the base only.</summary>
    FindingBase = 2,

    /// <summary>Always.</summary>
    Always = 3,
}
