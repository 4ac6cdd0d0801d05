namespace LdapVendorSync.ProviderKit;

/// <summary>
/// Makes a vendor misbehave. For a vendor that is spoken to over HTTP, <see cref="Http.FaultyProxy"/> is one that stands before any server.
/// </summary>
public interface IVendorFaults
{
    /// <summary>Begins a misbehaviour.</summary>
    /// <returns><see langword="false"/> where this one cannot be made; the behaviour is then skipped.</returns>
    Task<bool> InjectAsync(VendorFault fault, CancellationToken cancellationToken);

    /// <summary>Ends every misbehaviour.</summary>
    Task ClearAsync(CancellationToken cancellationToken);
}
