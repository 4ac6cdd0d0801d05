using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>The guard of a provider that lists all groups and accounts.</summary>
internal sealed class GuardedListingProvider(IListingVendorProvider inner, VendorContext context, string name)
    : GuardedVendorProvider(inner, context, name), IListingVendorProvider, IGroupHierarchy
{
    /// <inheritdoc />
    public IAsyncEnumerable<VendorGroup> ListGroupsAsync(CancellationToken cancellationToken) =>
        ListAsync(() => inner.ListGroupsAsync(cancellationToken), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) =>
        ListAsync(() => inner.ListUsersAsync(cancellationToken), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GroupNesting> ListNestingsAsync(CancellationToken cancellationToken) =>
        ListNestingsAsync(inner, cancellationToken);
}
