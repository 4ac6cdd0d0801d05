using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>
/// The errors of Okta: a code, a summary, causes, and an id for its support (https://developer.okta.com/docs/reference/error-codes/).
/// </summary>
internal static class OktaErrors
{
    /// <summary>What an error's body says, in one line; <see langword="null"/> where it is none of Okta's.</summary>
    public static string? Read(VendorHttpResponse response)
    {
        if (Parse(response) is not { } body || body.TextAt("errorCode") is not { } code)
            return null;
        var causes = body.FindAll("errorCauses").Select(cause => cause.TextAt("errorSummary")).OfType<string>();
        string[] said = [body.TextAt("errorSummary") ?? "an error without a summary", .. causes];
        var text = string.Join(": ", said.Select(Punctuation.Open).Where(part => part.Length > 0).Distinct(StringComparer.Ordinal));
        var id = body.TextAt("errorId") is { Length: > 0 } errorId ? $", error id {errorId}" : string.Empty;
        return $"{ResponseContent.OneLine(response.Redact(text))} ({ResponseContent.OneLine(response.Redact($"{code}{id}"))})";
    }

    /// <summary>The code of an error; <see langword="null"/> where it has none.</summary>
    public static string? CodeOf(VendorHttpResponse response) => Parse(response)?.TextAt("errorCode");

    private static DataNode? Parse(VendorHttpResponse response)
    {
        try
        {
            return ResponseContent.Parse(response, DataFormat.Json);
        }
        catch (FormatException)
        {
            // Gateways in between have their own pages.
            return null;
        }
    }
}
