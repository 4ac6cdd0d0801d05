namespace LdapVendorSync.Ldap.Protocol;

/// <summary>The operations of RFC 4511 section 4.2 to 4.13 that this client sends or understands; the numbers are their application
/// tags.</summary>
internal enum LdapOperation
{
    BindRequest = 0,
    BindResponse = 1,
    UnbindRequest = 2,
    SearchRequest = 3,
    SearchResultEntry = 4,
    SearchResultDone = 5,
    AbandonRequest = 16,
    SearchResultReference = 19,
    ExtendedRequest = 23,
    ExtendedResponse = 24,
    IntermediateResponse = 25,
}
