namespace LdapVendorSync.Fixtures.Mail;

/// <summary>A mail as the server took it.</summary>
/// <param name="From">The sender of the envelope.</param>
/// <param name="To">The recipients of the envelope.</param>
/// <param name="Tls">Whether it came over TLS.</param>
/// <param name="User">Who had authenticated.</param>
/// <param name="Data">Headers and body, as they came.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, bool Tls, string? User, string Data);
