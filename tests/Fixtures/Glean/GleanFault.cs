namespace LdapVendorSync.Fixtures.Glean;

/// <summary>How Glean misbehaves with one request.</summary>
/// <param name="Status">The status of the answer; <see langword="null"/> to break the connection off.</param>
/// <param name="IsAfterEffect">Whether the request has its effect all the same.</param>
/// <param name="RetryAfterSeconds">The pause that the answer asks for.</param>
public sealed record GleanFault(int? Status, bool IsAfterEffect = false, int? RetryAfterSeconds = null);
