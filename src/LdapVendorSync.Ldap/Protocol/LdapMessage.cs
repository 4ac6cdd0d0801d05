namespace LdapVendorSync.Ldap.Protocol;

/// <summary>A message from the server (RFC 4511 section 4.1.1).</summary>
/// <param name="MessageId">The id of the request it answers; 0 for an unsolicited notification.</param>
/// <param name="Kind">Which response it is.</param>
/// <param name="Body">An <see cref="LdapSearchItem"/> for entries, references and intermediate responses, an <see cref="LdapResult"/> for
/// the end of a search, an <see cref="LdapBindResult"/> for a bind response, an <see cref="LdapExtendedResult"/> for an extended response.</param>
internal readonly record struct LdapMessage(int MessageId, LdapMessageKind Kind, object Body)
{
    public const int UnsolicitedId = 0;
}

/// <summary>The responses this client understands.</summary>
internal enum LdapMessageKind
{
    BindResponse,
    SearchItem,
    SearchDone,
    ExtendedResponse,
}
