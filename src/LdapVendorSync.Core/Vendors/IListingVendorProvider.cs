using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors;

/// <summary>A provider that can list all groups and accounts of its vendor.</summary>
public interface IListingVendorProvider : IVendorProvider
{
    /// <summary>Every group.</summary>
    /// <exception cref="VendorException">The list could not be read to its end.</exception>
    IAsyncEnumerable<VendorGroup> ListGroupsAsync(CancellationToken cancellationToken);

    /// <summary>Every account.</summary>
    /// <exception cref="VendorException">The list could not be read to its end.</exception>
    IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken);
}
