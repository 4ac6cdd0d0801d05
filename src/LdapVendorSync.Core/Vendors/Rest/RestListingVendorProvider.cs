using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>The same for an API whose groups and accounts can be listed.</summary>
internal sealed class RestListingVendorProvider(VendorContext context) : RestVendorProvider(context), IListingVendorProvider
{
    public IAsyncEnumerable<VendorGroup> ListGroupsAsync(CancellationToken cancellationToken) => Groups.ListAsync(cancellationToken);

    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) => Users.ListAsync(cancellationToken);
}
