namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>
/// What Glean was told, in memory and on the disk. Before a request leaves, whatever it may change is in doubt there; its answer takes the doubt
/// away.
/// </summary>
/// <param name="memory">Keeps it from run to run.</param>
/// <param name="state">What Glean was told before this run.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class GleanLedger(IVendorMemory memory, GleanState state, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private GleanState _state = state;

    /// <summary>What Glean was last told.</summary>
    public GleanState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>Notes a change before it is sent. It is on the disk before the first byte leaves.</summary>
    public async Task RememberAsync(VendorMemoryChange change, CancellationToken cancellationToken)
    {
        await memory.SaveAsync(change, cancellationToken).ConfigureAwait(false);
        lock (_gate)
            _state = _state.With(change);
    }

    /// <summary>Notes what became of a change. Glean has it; that it could not be noted leaves it in doubt, and the next run sends it again.</summary>
    /// <exception cref="VendorException">It could not be noted.</exception>
    public async Task RememberSentAsync(VendorMemoryChange change)
    {
        try
        {
            await RememberAsync(State.WithoutTheLonely(change), CancellationToken.None).ConfigureAwait(false);
        }
        catch (VendorException error)
        {
            throw error.Restate(error.Message, outcomeUnknown: true, notSent: false);
        }
    }

    /// <summary>Notes that a part is about to be sent: whatever becomes of the run, the next one knows what Glean may have by now.</summary>
    /// <param name="part">The part.</param>
    /// <param name="change">What Glean may have then.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task BeginAsync(string part, VendorMemoryChange change, CancellationToken cancellationToken)
    {
        var upload = new RememberedUpload(part, timeProvider.GetUtcNow(), State.ConfirmedAt(part), IsOpen: true);
        return RememberAsync(change with { Uploads = [upload, .. change.Uploads] }, cancellationToken);
    }

    /// <summary>Notes that Glean has a part. Whatever was sent as a whole is certain then, also what an earlier run had left in doubt.</summary>
    /// <param name="part">The part.</param>
    /// <param name="change">What it has.</param>
    /// <param name="sentGroups">The groups that were sent with all their members.</param>
    public Task ConfirmAsync(string part, VendorMemoryChange change, IReadOnlyList<string> sentGroups)
    {
        var upload = State.UploadOf(part)! with { ConfirmedAt = timeProvider.GetUtcNow(), IsOpen = false };
        return RememberSentAsync(GleanChanges.Merge([change, GleanChanges.Settle(State.With(change), sentGroups)]) with { Uploads = [upload] });
    }

    /// <summary>Notes that Glean took nothing of a part. An upload that it refused is unfinished all the same, unless nothing was sent.</summary>
    /// <param name="part">The part.</param>
    /// <param name="edits">What was not made.</param>
    /// <param name="before">The state before.</param>
    /// <param name="error">Why.</param>
    public Task TakeBackAsync(string part, IEnumerable<GleanEdit> edits, GleanState before, VendorException error)
    {
        var upload = before.UploadOf(part) ?? State.UploadOf(part)! with { IsOpen = false };
        var isOpen = upload.IsOpen || error is { NotSent: false, Failure: not VendorFailure.Conflict };
        return RememberSentAsync(
            GleanChanges.Merge(edits.Select(edit => edit.TakeBack(before))) with { Uploads = [upload with { IsOpen = isOpen }] });
    }
}
