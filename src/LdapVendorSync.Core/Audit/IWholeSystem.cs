namespace LdapVendorSync.Core.Audit;

/// <summary>A vendor's provider that can give all of its system as it is at one moment, so that nothing moves between two lists.</summary>
public interface IWholeSystem
{
    /// <summary>Reads everything, to its proved end.</summary>
    /// <exception cref="Vendors.VendorException">It could not be read to its end.</exception>
    Task<SystemContent> ReadSystemAsync(CancellationToken cancellationToken);
}
