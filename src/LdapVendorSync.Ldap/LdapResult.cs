using LdapVendorSync.Ldap.Controls;

namespace LdapVendorSync.Ldap;

/// <summary>How an operation ended (RFC 4511 section 4.1.9).</summary>
/// <param name="Code">The result code.</param>
/// <param name="MatchedDn">The last entry on the way to the target that exists, for codes that speak of names; else empty.</param>
/// <param name="DiagnosticMessage">The server's own words; may be empty.</param>
/// <param name="Referrals">URIs of other servers to ask; empty unless the code is <see cref="LdapResultCode.Referral"/>.</param>
/// <param name="Controls">The controls the server sent with the result.</param>
public sealed record LdapResult(
    LdapResultCode Code,
    string MatchedDn,
    string DiagnosticMessage,
    IReadOnlyList<string> Referrals,
    IReadOnlyList<LdapControl> Controls)
{
    /// <summary>Whether the operation succeeded in full.</summary>
    public bool IsSuccess => Code == LdapResultCode.Success;

    /// <summary>The result in one line, such as <c>noSuchObject (32), matched "dc=example,dc=com": no such entry</c>.</summary>
    public override string ToString()
    {
        var text = $"{LdapResultCodeNames.Of(Code)} ({(int)Code})";
        if (MatchedDn.Length > 0) text += $", matched \"{MatchedDn}\"";
        if (Referrals.Count > 0) text += $", referred to {string.Join(" ", Referrals)}";
        return DiagnosticMessage.Length > 0 ? $"{text}: {DiagnosticMessage.TrimEnd('\0', '\n', ' ')}" : text;
    }
}
