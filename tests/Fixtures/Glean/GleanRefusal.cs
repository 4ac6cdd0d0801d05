namespace LdapVendorSync.Fixtures.Glean;

/// <summary>A request that Glean does not take.</summary>
internal sealed class GleanRefusal(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
