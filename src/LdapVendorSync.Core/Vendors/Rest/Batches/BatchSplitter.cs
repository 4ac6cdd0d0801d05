namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>
/// Finds out for whom a vendor refused a request about many: it is sent again for each half, so that one person whom the vendor does not
/// take keeps nobody else out.
/// </summary>
internal static class BatchSplitter
{
    /// <summary>Applies changes.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="send">Sends some of them, all or none; throws where none had its effect.</param>
    /// <returns>One outcome for each change, in their order.</returns>
    /// <exception cref="VendorException">What is true of all of them alike.</exception>
    public static async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        IReadOnlyList<BatchChange> changes, Func<IReadOnlyList<BatchChange>, Task<IReadOnlyList<BatchOutcome>>> send)
    {
        try
        {
            return await send(changes).ConfigureAwait(false);
        }
        catch (VendorException error) when (changes.Count > 1 && MayBeAboutOne(error))
        {
            var middle = changes.Count / 2;
            var first = await ApplyHalfAsync([.. changes.Take(middle)], send).ConfigureAwait(false);
            var second = await ApplyHalfAsync([.. changes.Skip(middle)], send).ConfigureAwait(false);
            return [.. first, .. second];
        }
    }

    private static async Task<IReadOnlyList<BatchOutcome>> ApplyHalfAsync(
        IReadOnlyList<BatchChange> changes, Func<IReadOnlyList<BatchChange>, Task<IReadOnlyList<BatchOutcome>>> send)
    {
        try
        {
            return await ApplyAsync(changes, send).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            return [.. changes.Select(change => new BatchOutcome(change, error))];
        }
    }

    private static bool MayBeAboutOne(VendorException error) => error switch
    {
        { OutcomeUnknown: true } or { NotSent: true } => false,
        // Somebody else changed the group meanwhile, which half of the request would not help.
        { Failure: VendorFailure.Conflict, StatusCode: null or 412 } => false,
        _ => error.Failure is VendorFailure.Rejected or VendorFailure.NotFound or VendorFailure.Conflict,
    };
}
