using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>
/// A provider of somebody else, held to the contract: whatever it throws arrives as <see cref="VendorException"/> without secrets, and
/// nothing is begun any more once a run shall end.
/// </summary>
internal class GuardedVendorProvider : IVendorProvider
{
    private readonly IVendorProvider _inner;
    private readonly VendorContext _context;
    private readonly string _name;

    protected GuardedVendorProvider(IVendorProvider inner, VendorContext context, string name)
    {
        _inner = inner;
        _context = context;
        _name = name;
    }

    /// <inheritdoc />
    public VendorCapabilities Capabilities => Guard(() => _inner.Capabilities);

    /// <summary>A guard around a provider that offers as much as the provider does.</summary>
    public static IVendorProvider Around(IVendorProvider inner, VendorContext context, string name) => inner switch
    {
        IBatchVendorProvider batch and IListingVendorProvider listing => new GuardedBatchListingProvider(batch, listing, context, name),
        IBatchVendorProvider batch => new GuardedBatchProvider(batch, context, name),
        IListingVendorProvider listing => new GuardedListingProvider(listing, context, name),
        _ => new GuardedVendorProvider(inner, context, name),
    };

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellationToken) =>
        LookAsync(async () => { await _inner.ConnectAsync(cancellationToken).ConfigureAwait(false); return true; }, cancellationToken);

    /// <inheritdoc />
    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        LookAsync(() => _inner.FindGroupAsync(group, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        ChangeAsync(() => _inner.CreateGroupAsync(group, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) => new(
        ReadSide.Vendor,
        _context.Settings.Name,
        group.Name,
        (recorder, cancellation) => ReadAsync(group, recorder, cancellation),
        cancellationToken);

    /// <inheritdoc />
    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) =>
        LookAsync(() => _inner.FindUserAsync(key, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
        ChangeAsync(() => _inner.CreateUserAsync(member, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        ChangeAsync(() => _inner.UpdateUserAsync(user, differences, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        ChangeAsync(() => _inner.SetUserEnabledAsync(user, enabled, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ChangeAsync(() => _inner.AddGroupMemberAsync(group, user, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ChangeAsync(() => _inner.RemoveGroupMemberAsync(group, user, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) =>
        ChangeAsync(() => _inner.DeleteUserAsync(user, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await DisposeInnerAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs something that changes nothing.</summary>
    protected async Task<T> LookAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception error) when (!IsCancellation(error, cancellationToken))
        {
            throw Translate(error, isWrite: false);
        }
    }

    /// <summary>Runs something that changes the vendor, unless the run shall end.</summary>
    protected async Task<T> ChangeAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (_context.Stopping.IsCancellationRequested)
            throw new VendorException(VendorFailure.Cancelled, "The run was ended before this was begun.") { NotSent = true };
        try
        {
            var result = await call().ConfigureAwait(false);
            return result is not null ? result : throw new VendorException(
                VendorFailure.Malformed, $"The plug-in '{_name}' does not say what it created.") { OutcomeUnknown = true };
        }
        catch (Exception error) when (!IsCancellation(error, cancellationToken))
        {
            throw Translate(error, isWrite: true);
        }
    }

    /// <summary>Goes through a list that changes nothing.</summary>
    protected async IAsyncEnumerable<T> ListAsync<T>(
        Func<IAsyncEnumerable<T>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = Guard(() => list().GetAsyncEnumerator(cancellationToken));
        try
        {
            while (await LookAsync(async () => await items.MoveNextAsync().ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
                yield return items.Current;
        }
        finally
        {
            await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks something that is known without waiting.</summary>
    protected T Guard<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception error)
        {
            throw Translate(error, isWrite: false);
        }
    }

    private Task<bool> ChangeAsync(Func<Task> call, CancellationToken cancellationToken) =>
        ChangeAsync(async () => { await call().ConfigureAwait(false); return true; }, cancellationToken);

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        VendorGroup group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = Guard(() => _inner.ReadGroupMembers(group, cancellationToken))
            ?? throw new VendorException(VendorFailure.Malformed, $"The plug-in '{_name}' gave no read of the group '{group.Name}'.");
        await foreach (var member in ListAsync(() => read, cancellationToken).ConfigureAwait(false))
            yield return member;
        HandOver(read, recorder);
    }

    // What the read is worth is the plug-in's to say; one that failed fails here too, in our words.
    private void HandOver(GroupRead read, GroupReadRecorder recorder)
    {
        recorder.GroupId = read.GroupId;
        recorder.FilteredOut = read.FilteredOut;
        recorder.LimitValidity(read.ValidUntil);
        foreach (var members in read.NonPeople)
            recorder.NoteNonPeople(members);
        foreach (var member in read.Doubtful)
            recorder.NoteDoubtful(member);
        if (read.Completeness?.Error is { } error)
            throw Translate(error, isWrite: false);
        if (read.Completeness is not { } completeness)
            return;
        foreach (var reason in completeness.Reasons)
            recorder.Report(reason);
        // Where an end was not proved, one of the reasons says so.
        recorder.MarkProved();
    }

    private async Task DisposeInnerAsync()
    {
        try
        {
            await _inner.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw Translate(error, isWrite: false);
        }
    }

    private VendorException Translate(Exception error, bool isWrite) =>
        PluginFaults.ToVendorException(error, $"The plug-in '{_name}'", isWrite, _context.Redactor);

    private static bool IsCancellation(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
