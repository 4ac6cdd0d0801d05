namespace LdapVendorSync.Demo;

/// <summary>An example did not come out as it should.</summary>
internal sealed class DemoException(string message) : Exception(message);
