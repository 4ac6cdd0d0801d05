using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Plugins;

/// <summary>
/// A provider of somebody else, held to the contract: whatever it throws arrives as <see cref="VendorException"/> without secrets,
/// nothing is begun any more once a run shall end, and nobody waits for a call that does not listen to its end.
/// </summary>
/// <remarks>
/// It has to say each member of the interfaces, those with a body too: what it leaves to them is not what the plug-in says.
/// </remarks>
internal class GuardedVendorProvider : IVendorProvider
{
    private static readonly TimeSpan GoodByeLimit = TimeSpan.FromSeconds(15);

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
    public VendorCapabilities Capabilities =>
        Guard(() => _inner.Capabilities ?? throw new InvalidOperationException("It does not say what it can do."));

    /// <inheritdoc />
    public bool RemovalDeletesAccountIn(VendorGroup group) => Guard(() => _inner.RemovalDeletesAccountIn(group));

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
        LookAsync(async () => RequireKey(await _inner.FindUserAsync(key, cancellationToken).ConfigureAwait(false), key), cancellationToken);

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
    /// <remarks>The work is done by then: what goes wrong is worth a word and no failure, and no run waits for it for ever.</remarks>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Detached(async () => { await _inner.DisposeAsync().ConfigureAwait(false); return true; })
                .WaitAsync(GoodByeLimit, _context.TimeProvider)
                .ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a plug-in throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _context.LoggerFactory.CreateLogger<GuardedVendorProvider>().LogWarning(
                "{Vendor}: logging out failed: {Reason}", _context.Settings.Name, Translate(error, isWrite: false).Message);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Runs something that changes nothing.</summary>
    protected Task<T> LookAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => LookAsync(Detached(call), cancellationToken);

    private async Task<T> LookAsync<T>(Task<T> running, CancellationToken cancellationToken)
    {
        try
        {
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
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
            var result = await Detached(call).WaitAsync(cancellationToken).ConfigureAwait(false);
            return result is not null ? result : throw new VendorException(
                VendorFailure.Malformed, $"The plug-in '{_name}' does not say what it created.") { OutcomeUnknown = true };
        }
        catch (Exception error) when (!IsCancellation(error, cancellationToken))
        {
            throw Translate(error, isWrite: true);
        }
    }

    /// <summary>Makes many changes at once, and takes only what tells of each of them.</summary>
    protected Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        IBatchVendorProvider batch, VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        ChangeAsync(
            async () => RequireOutcomes(await batch.ApplyAsync(group, changes, cancellationToken).ConfigureAwait(false), changes),
            cancellationToken);

    /// <summary>Goes through a list that changes nothing.</summary>
    protected async IAsyncEnumerable<T> ListAsync<T>(
        Func<IAsyncEnumerable<T>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = Guard(() => list().GetAsyncEnumerator(cancellationToken));
        var step = Task.FromResult(true);
        try
        {
            while (await LookAsync(step = Detached(() => items.MoveNextAsync().AsTask()), cancellationToken).ConfigureAwait(false))
                yield return items.Current;
        }
        finally
        {
            // One that nobody waits for any more is still at its step.
            if (step.IsCompleted)
                await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Which groups hold which, as far as the plug-in tells: one that does not has groups without groups in them.</summary>
    protected IAsyncEnumerable<GroupNesting> ListNestingsAsync(IVendorProvider provider, CancellationToken cancellationToken) =>
        provider is IGroupHierarchy hierarchy
            ? ListAsync(() => hierarchy.ListNestingsAsync(cancellationToken), cancellationToken)
            : AsyncEnumerable.Empty<GroupNesting>();

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

    // Identity is never guessed: an account that has another value was not asked for.
    private GroupMember? RequireKey(GroupMember? found, MatchKey key) =>
        found is null || MatchKey.Of(found, key.Attribute) is not { } actual || actual == key ? found : throw new VendorException(
            VendorFailure.Malformed, $"The plug-in '{_name}' was asked for the account with {key}, and gave {found.Label}.");

    private IReadOnlyList<BatchOutcome> RequireOutcomes(IReadOnlyList<BatchOutcome>? outcomes, IReadOnlyList<BatchChange> changes)
    {
        if (outcomes is not null && outcomes.Count == changes.Count && outcomes.Zip(changes, TellsOf).All(tells => tells))
            return outcomes;
        throw new VendorException(
            VendorFailure.Malformed,
            $"The plug-in '{_name}' was given {changes.Count} changes, and does not tell of each, in their order, what became of it.")
        {
            OutcomeUnknown = true,
        };

        static bool TellsOf(BatchOutcome? outcome, BatchChange change) =>
            outcome?.Change is { } told && told.Action == change.Action && told.User?.Id == change.User.Id;
    }

    // Away from the caller, as much of somebody else's code waits without letting go of the thread.
    private static Task<T> Detached<T>(Func<Task<T>> call) => Task.Run(
        async () => await (call() ?? throw new InvalidOperationException("It gave no task to wait for.")).ConfigureAwait(false));

    private VendorException Translate(Exception error, bool isWrite) =>
        PluginFaults.ToVendorException(error, $"The plug-in '{_name}'", isWrite, _context.Redactor);

    private static bool IsCancellation(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
