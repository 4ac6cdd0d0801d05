using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>The guard of a provider that both takes many changes at once and lists all groups and accounts.</summary>
internal sealed class GuardedBatchListingProvider(
    IBatchVendorProvider batch, IListingVendorProvider listing, VendorContext context, string name)
    : GuardedVendorProvider(batch, context, name), IBatchVendorProvider, IListingVendorProvider, IGroupHierarchy
{
    /// <inheritdoc />
    public BatchCapabilities Batch =>
        Guard(() => batch.Batch ?? throw new InvalidOperationException("It does not say what it takes together."));

    /// <inheritdoc />
    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        ApplyAsync(batch, group, changes, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<VendorGroup> ListGroupsAsync(CancellationToken cancellationToken) =>
        ListAsync(() => listing.ListGroupsAsync(cancellationToken), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) =>
        ListAsync(() => listing.ListUsersAsync(cancellationToken), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GroupNesting> ListNestingsAsync(CancellationToken cancellationToken) =>
        ListNestingsAsync(listing, cancellationToken);
}
