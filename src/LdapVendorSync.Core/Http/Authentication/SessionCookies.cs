using System.Net;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.Core.Http.Authentication;

/// <summary>The cookies of one session with one host (RFC 6265). Safe for concurrent use.</summary>
/// <param name="host">Any address of the host; no other one gets or sets a cookie.</param>
/// <param name="redactor">Learns the values, which are kept out of logs.</param>
internal sealed class SessionCookies(Uri host, SecretRedactor redactor)
{
    private readonly CookieContainer _cookies = new();

    /// <summary>How many there are for the host.</summary>
    public int Count => _cookies.Count;

    /// <summary>Takes the cookies of an answer.</summary>
    public void Learn(Uri address, VendorHttpResponse response)
    {
        if (!VendorAddress.IsSameServer(host, address) || !response.Headers.TryGetValue("Set-Cookie", out var lines))
            return;
        foreach (var line in lines)
        {
            try
            {
                _cookies.SetCookies(address, line);
            }
            catch (CookieException)
            {
                // Meant for another domain, or none at all: as a browser does, it is dropped.
            }
        }

        foreach (var cookie in _cookies.GetAllCookies().Cast<Cookie>())
            redactor.Add(cookie.Value);
    }

    /// <summary>The value of the Cookie header for an address; <see langword="null"/> for none.</summary>
    public string? HeaderFor(Uri address) =>
        VendorAddress.IsSameServer(host, address) && _cookies.GetCookieHeader(address) is { Length: > 0 } header ? header : null;
}
