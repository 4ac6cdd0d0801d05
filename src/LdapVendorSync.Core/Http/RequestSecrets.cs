using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Http;

/// <summary>
/// Learns secrets from requests: what a configuration puts into an address or a header is one if its name says so, and the vendor may
/// repeat it anywhere.
/// </summary>
internal sealed class RequestSecrets(SecretRedactor redactor)
{
    // Shorter values, such as the number of a page that a "token" names, are found everywhere.
    private const int MinimumLength = 8;

    // A configuration names a few; a "page_token" is another one with every page.
    private const int Most = 20;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Makes the secrets of a request known.</summary>
    public void Learn(VendorHttpRequest request, Uri address)
    {
        foreach (var (name, value) in request.Headers)
            Learn(name, value);
        foreach (var field in address.Query.Split('?', '&').Select(field => field.Split('=', 2)).Where(field => field.Length == 2))
            Learn(field[0], Uri.UnescapeDataString(field[1]));
    }

    private void Learn(string name, string value)
    {
        if (value.Length < MinimumLength || !CredentialPatterns.IsSecretName(name))
            return;
        lock (_known)
        {
            if (_known.Count == Most || !_known.Add(value))
                return;
        }

        redactor.Add(value);
    }
}
