namespace LdapVendorSync.Core.Diagnostics;

/// <summary>The outcome of one step of a connection check.</summary>
/// <param name="Step">What was tried: "TCP", "TLS", "bind".</param>
/// <param name="Passed">Whether it worked.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Hint">What to do about a failure.</param>
public sealed record CheckResult(string Step, bool Passed, string Message, string? Hint = null);
