using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>How an answer is spoilt.</summary>
/// <param name="Kind">By a fault of any request.</param>
/// <param name="Effect">By a fault of a page of members.</param>
internal readonly record struct OktaTrouble(FaultKind? Kind, MemberPageEffect? Effect)
{
    /// <summary>Whether every page is the first one, and names a next one.</summary>
    public bool IsEndless => Kind is FaultKind.RepeatPage or FaultKind.EndlessPages || Effect == MemberPageEffect.RepeatFirstPage;
}
