namespace LdapVendorSync.ProviderKit;

/// <summary>A provider does not do what every provider must do.</summary>
internal sealed class ContractViolationException(string message, Exception? cause = null) : Exception(message, cause);
