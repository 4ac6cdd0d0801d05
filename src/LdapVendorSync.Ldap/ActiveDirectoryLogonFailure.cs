using System.Globalization;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Ldap;

/// <summary>Why Active Directory refused a bind: the <c>data 52e</c> in its diagnostic message, a Win32 error code in
/// hexadecimal.</summary>
/// <param name="Code">The Win32 error code.</param>
/// <param name="Description">What it means.</param>
public sealed partial record ActiveDirectoryLogonFailure(int Code, string Description)
{
    /// <summary>Finds the sub-code in a diagnostic message such as
    /// <c>80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 52e, v2580</c>.</summary>
    /// <param name="diagnosticMessage">The message of a bind's result.</param>
    /// <returns>The failure, or null when the message is not of that form.</returns>
    public static ActiveDirectoryLogonFailure? Find(string diagnosticMessage)
    {
        var match = SubCode().Match(diagnosticMessage);
        if (!match.Success) return null;

        var code = int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new ActiveDirectoryLogonFailure(code, Describe(code));
    }

    private static string Describe(int code) => code switch
    {
        0x525 => "there is no such user",
        0x52e => "the user name or the password is wrong",
        0x52f => "an account restriction forbids it, such as a blank password",
        0x530 => "the account may not log on at this time",
        0x531 => "the account may not log on from this computer",
        0x532 => "the password has expired",
        0x533 => "the account is disabled",
        0x568 => "the account is in too many groups to log on",
        0x701 => "the account has expired",
        0x773 => "the password must be changed before the first use",
        0x775 => "the account is locked out",
        _ => string.Create(CultureInfo.InvariantCulture, $"Win32 error 0x{code:x}"),
    };

    [GeneratedRegex(@"\bAcceptSecurityContext error, data ([0-9a-fA-F]{1,7})\b", RegexOptions.CultureInvariant)]
    private static partial Regex SubCode();
}
