using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Rest.Batches;

/// <summary>Changes many memberships of a group with few requests: by writing the whole list, or by bulk operations.</summary>
internal sealed class RestBatches
{
    private readonly RestReplacer? _replacer;
    private readonly RestBulkSender? _adding;
    private readonly RestBulkSender? _removing;

    public RestBatches(RestSession session, RestMemberList members)
    {
        var shape = session.Shape;
        _replacer = shape.Replace is { } replace ? new RestReplacer(session, replace) : null;
        _adding = shape.AddMembers is { } add ? new RestBulkSender(session, members, add) : null;
        _removing = shape.RemoveMembers is { } remove ? new RestBulkSender(session, members, remove) : null;
    }

    /// <summary>What the shape of an API lets be done together.</summary>
    public static BatchCapabilities CapabilitiesOf(RestShape shape)
    {
        if (shape.Replace is not null)
            return new BatchCapabilities();
        var actions = new HashSet<ChangeAction>();
        if (shape.AddMembers is not null)
            actions.Add(ChangeAction.Add);
        if (shape.RemoveMembers is not null)
            actions.Add(ChangeAction.Remove);
        var sizes = new[] { shape.AddMembers?.MaxItems, shape.RemoveMembers?.MaxItems };
        return new BatchCapabilities { Actions = actions, MaxChanges = sizes.Min() ?? int.MaxValue, MaxConcurrency = int.MaxValue };
    }

    /// <summary>Whether changes of a kind can be made here at all.</summary>
    public bool CanApply(ChangeAction action) => _replacer is not null || SenderOf(action) is not null;

    /// <summary>Applies changes of one group.</summary>
    /// <returns>One outcome for each change, in their order.</returns>
    /// <exception cref="VendorException">What is true of all the changes alike.</exception>
    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        var purpose = changes is [var only]
            ? $"{(only.Action == ChangeAction.Add ? "add" : "remove")} '{only.User.Label}' {Preposition(only.Action)} group '{group.Name}'"
            : $"change {changes.Count} members of group '{group.Name}'";
        return _replacer is { } replacer
            ? BatchSplitter.ApplyAsync(changes, part => ReplaceAsync(replacer, group, part, purpose, cancellationToken))
            : SendAsync(group, changes, purpose, cancellationToken);
    }

    private static string Preposition(ChangeAction action) => action == ChangeAction.Add ? "to" : "from";

    private static async Task<IReadOnlyList<BatchOutcome>> ReplaceAsync(
        RestReplacer replacer, VendorGroup group, IReadOnlyList<BatchChange> changes, string purpose, CancellationToken cancellationToken)
    {
        await replacer.ApplyAsync(group, changes, purpose, cancellationToken).ConfigureAwait(false);
        return [.. changes.Select(change => new BatchOutcome(change))];
    }

    private async Task<IReadOnlyList<BatchOutcome>> SendAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, string purpose, CancellationToken cancellationToken)
    {
        var outcomes = new Dictionary<BatchChange, BatchOutcome>(ReferenceEqualityComparer.Instance);
        foreach (var kind in changes.GroupBy(change => change.Action))
        {
            var sender = SenderOf(kind.Key)
                ?? throw new ArgumentOutOfRangeException(nameof(changes), kind.Key, "This vendor does not take such changes together.");
            foreach (var outcome in await ApplyKindAsync(sender, [.. kind]).ConfigureAwait(false))
                outcomes[outcome.Change] = outcome;
        }

        return [.. changes.Select(change => outcomes[change])];

        async Task<IReadOnlyList<BatchOutcome>> ApplyKindAsync(RestBulkSender sender, IReadOnlyList<BatchChange> part)
        {
            try
            {
                return await sender.ApplyAsync(group, part, purpose, cancellationToken).ConfigureAwait(false);
            }
            catch (VendorException error) when (part.Count < changes.Count)
            {
                // The changes of the other kind are not concerned.
                return [.. part.Select(change => new BatchOutcome(change, error))];
            }
        }
    }

    private RestBulkSender? SenderOf(ChangeAction action) => action switch
    {
        ChangeAction.Add => _adding,
        ChangeAction.Remove => _removing,
        _ => null,
    };
}
