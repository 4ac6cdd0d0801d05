namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>The guard of a provider that takes many changes at once.</summary>
internal sealed class GuardedBatchProvider(IBatchVendorProvider inner, VendorContext context, string name)
    : GuardedVendorProvider(inner, context, name), IBatchVendorProvider
{
    /// <inheritdoc />
    public BatchCapabilities Batch =>
        Guard(() => inner.Batch ?? throw new InvalidOperationException("It does not say what it takes together."));

    /// <inheritdoc />
    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        ApplyAsync(inner, group, changes, cancellationToken);
}
