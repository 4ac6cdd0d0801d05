using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.History;

/// <summary>The part of a history that belongs to one vendor target.</summary>
/// <param name="target">The canonical name of the target.</param>
/// <param name="load">Reads it.</param>
/// <param name="save">Writes it; <see langword="null"/> where nothing may be written.</param>
internal sealed class VendorMemory(
    string target,
    Func<string, CancellationToken, Task<VendorMemoryContent>> load,
    Func<string, VendorMemoryChange, CancellationToken, Task>? save) : IVendorMemory
{
    public bool IsReadOnly => save is null;

    /// <summary>The memory in a history that is open.</summary>
    public static VendorMemory In(HistoryDatabase history, string target, bool isReadOnly) =>
        new(target, history.VendorMemories.LoadAsync, isReadOnly ? null : history.VendorMemories.SaveAsync);

    /// <summary>The memory in a history that is only looked into.</summary>
    public static VendorMemory LookedUpIn(HistoryLocation location, string target) =>
        new(target, (name, token) => HistoryViewer.GetVendorMemoryAsync(location, name, token), save: null);

    public async Task<VendorMemoryContent> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await load(target, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryException error)
        {
            throw Fail("what the vendor was last told cannot be read", error);
        }
    }

    public async Task SaveAsync(VendorMemoryChange change, CancellationToken cancellationToken)
    {
        if (save is null)
            throw new VendorException(VendorFailure.Unsupported, "Nothing is sent, because what was sent could not be kept: only a run of the sync writes to this vendor.") { NotSent = true };
        try
        {
            await save(target, change, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryException error)
        {
            throw Fail("what the vendor is told cannot be kept", error);
        }
    }

    private static VendorException Fail(string what, HistoryException error) =>
        new(VendorFailure.Unavailable, $"The history does not work, so that {what}: {error.Message}", error) { NotSent = true };
}
