namespace LdapVendorSync.ProviderKit;

/// <summary>A behaviour turned out to ask for something that this vendor does not have.</summary>
internal sealed class ContractSkippedException(string reason) : Exception(reason);
