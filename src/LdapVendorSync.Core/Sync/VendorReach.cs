using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>Knocks at a vendor whose provider asks for nothing when it connects.</summary>
internal static class VendorReach
{
    /// <summary>Sends one request without credentials, which reads the base address; any answer will do.</summary>
    /// <exception cref="VendorException">There was none.</exception>
    public static async Task TryAsync(VendorContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.ToEndpoint() with { Auth = null, RateLimit = null };
        var client = await VendorHttpClient.CreateAsync(endpoint, cancellationToken).ConfigureAwait(false);
        await using var disposal = client.ConfigureAwait(false);
        var request = new VendorHttpRequest { Method = HttpMethod.Get, Address = string.Empty, Purpose = "reach the server", IsAnswer = _ => true };
        try
        {
            await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (VendorException error) when (error.StatusCode is not null)
        {
            // It answers; that it wants credentials, or shows a page for signing in, is no fault here.
        }
    }
}
