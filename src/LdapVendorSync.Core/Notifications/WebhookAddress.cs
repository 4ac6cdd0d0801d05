using System.Diagnostics.CodeAnalysis;

namespace LdapVendorSync.Core.Notifications;

/// <summary>Where a webhook may be: behind TLS, or on this machine.</summary>
internal static class WebhookAddress
{
    /// <summary>Understands an address; one that is neither https:// nor on loopback is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
