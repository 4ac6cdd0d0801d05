using System.Globalization;
using System.Text.RegularExpressions;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Vendors;
using Microsoft.Identity.Client;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>
/// Says what a refusal of Entra's token endpoint means, and what to do about it
/// (<see href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes"/>).
/// </summary>
internal static partial class EntraTokenErrors
{
    private static readonly Dictionary<int, string> Hints = new()
    {
        [7000215] = "client_secret is wrong: give the value of the secret, not its id",
        [7000222] = "the client secret has expired: make a new one in the app registration, and give it as client_secret",
        [7000218] = "Entra got neither a secret nor a certificate: check client_secret and keystore_file",
        [7000216] = "Entra got neither a secret nor a certificate: check client_secret and keystore_file",
        [7000112] = "the application is disabled in this tenant: enable it under Enterprise applications",
        [700016] = "there is no such application in this tenant: check client_id and tenant_id",
        [700027] = "Entra does not know the certificate: upload its public half to the app registration, and check keystore_file",
        [700024] = "the assertion is not valid at this time: check this machine's clock",
        [700023] = "the assertion is for somebody else: check tenant_id and authority_url",
        [90002] = "there is no such tenant in this cloud: check tenant_id and cloud",
        [900023] = "tenant_id is neither an id nor a domain",
        [900382] = "the tenant is in another cloud: check cloud",
        [500011] = "this cloud does not know Graph by the scope that was asked for: check cloud",
        [70011] = "this cloud does not know Graph by the scope that was asked for: check cloud",
        [53003] = "a Conditional Access policy for workload identities blocks the application from here",
        [530035] = "security defaults block the application",
    };

    /// <summary>The failure that a failure of the library is.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="endpoint">The authority.</param>
    /// <param name="door">Speaks to it.</param>
    public static VendorException Translate(MsalException error, HttpEndpoint endpoint, VendorHttpClient door)
    {
        if (error is not MsalServiceException refusal)
            return door.CreateException(
                VendorFailure.Authentication, MsalTransport.TokenRequest, endpoint.Redactor.Redact(error.Message), error);

        var code = CodeIn(refusal);
        var known = code is { } number && Hints.TryGetValue(number, out var hint)
            ? hint
            : "check tenant_id, client_id, client_secret and cloud";
        var said = SaidBy(refusal, endpoint);
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{endpoint.BaseUrl!.GetLeftPart(UriPartial.Authority)} answered with {refusal.StatusCode}{said}; {known}");
        return door.CreateException(VendorFailure.Authentication, MsalTransport.TokenRequest, reason);
    }

    // The library puts advice of its own before what the server said, and the server puts ids of the request behind it.
    private static string SaidBy(MsalServiceException refusal, HttpEndpoint endpoint)
    {
        var said = Said().Match(endpoint.Redactor.Redact(refusal.Message)) is { Success: true } match
            ? match.Value.Trim()
            : refusal.ErrorCode;
        if (string.IsNullOrEmpty(said))
            return string.Empty;
        var id = string.IsNullOrEmpty(refusal.CorrelationId) ? string.Empty : $", correlation id {refusal.CorrelationId}";
        return $" ({ResponseContent.OneLine(said)}{id})";
    }

    private static int? CodeIn(MsalServiceException refusal) =>
        Code().Match(refusal.Message) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? code
            : null;

    [GeneratedRegex(@"AADSTS(\d{4,9})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"AADSTS\d{4,9}:[^\r\n]*?(?=\s*(Trace ID|$|[\r\n]))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Said();
}
