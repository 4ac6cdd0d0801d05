using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Holds a list against what the server counts.</summary>
internal static class KeycloakCount
{
    /// <summary>
    /// Says so where fewer arrived than there were both before and after. More may well be: the number leaves those out that come straight
    /// from an LDAP server.
    /// </summary>
    public static void Check(string what, long arrived, long before, long after, ListProof proof)
    {
        if (arrived >= Math.Min(before, after))
            return;
        proof.Report(new ReadReason(
            ReadReasonKind.PagingInconsistent,
            HoldScope.Mapping,
            $"Keycloak counts {Math.Min(before, after)} {what}, but lists {arrived}; may the service account see all of them (view-users)?"));
    }
}
