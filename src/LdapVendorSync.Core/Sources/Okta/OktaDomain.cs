using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration.Validation;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>The domain of an organization, as people write it.</summary>
internal static partial class OktaDomain
{
    /// <summary>The address of the organization's server.</summary>
    /// <param name="text">The domain, with or without a scheme and a slash at the end.</param>
    /// <param name="allowPlaintext">Whether plain <c>http://</c> is taken also of servers that are not on loopback.</param>
    /// <param name="address">The address.</param>
    /// <param name="problem">What is wrong, and what to do; never shows a text that may hold credentials.</param>
    public static bool TryParse(string text, bool allowPlaintext, out Uri? address, out (string Message, string Hint) problem)
    {
        (address, problem) = (null, default);
        var trimmed = text.Trim();
        var isComplete = trimmed.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(isComplete ? trimmed : $"https://{trimmed.TrimEnd('/')}", UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            problem = ("This is no domain.", "Write it as in acme.okta.com.");
        else if (uri.UserInfo.Length > 0)
            problem = ("The address holds credentials.", "Give api_token or auth.");
        else if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && (allowPlaintext || Addresses.IsLoopback(uri))))
            problem = ($"The address begins with '{uri.Scheme}://'.", "Leave the scheme out, or use https://.");
        else if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            problem = ("This is more than a domain.", $"Write only {uri.Authority}.");
        else if (AdminHost().Match(uri.Host) is { Success: true } admin)
            problem = ("This is the domain of the Admin Console, which has no API.", $"Use {admin.Groups["org"]}.{admin.Groups["zone"]}.");
        else
            address = new Uri(uri.GetLeftPart(UriPartial.Authority));
        return address is not null;
    }

    [GeneratedRegex(
        @"^(?<org>[^.]+)-admin\.(?<zone>(okta|oktapreview|okta-emea|okta-gov)\.com|okta\.mil)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AdminHost();
}
