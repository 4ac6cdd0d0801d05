namespace LdapVendorSync.Core.Vendors;

/// <summary>
/// What a vendor was told that cannot be asked, kept from run to run: its side of every comparison. It belongs to the vendor's target, and
/// only the run that holds the target's lock writes to it.
/// </summary>
public interface IVendorMemory
{
    /// <summary>Whether nothing may be written, as in a dry run. Such a run sends nothing either.</summary>
    bool IsReadOnly { get; }

    /// <summary>Everything that is remembered.</summary>
    /// <exception cref="VendorException">It cannot be read; <see cref="VendorException.NotSent"/> is set.</exception>
    Task<VendorMemoryContent> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Remembers a change, all of it or nothing. It is on the disk when this returns.</summary>
    /// <exception cref="VendorException">It cannot be written; <see cref="VendorException.NotSent"/> is set.</exception>
    Task SaveAsync(VendorMemoryChange change, CancellationToken cancellationToken);
}
