using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>
/// Goes through a group and, where they count, through those nested in it: level by level, each group and each person once, so that cycles
/// end and the way by which somebody is said to be in is the shortest; of several, the first by the names of its groups.
/// </summary>
/// <param name="api">The directory.</param>
/// <param name="lists">Reads what is directly in groups.</param>
/// <param name="reference">Which group is meant, and what is remembered of those nested in it.</param>
/// <param name="recorder">Hears what the read is worth.</param>
internal sealed class ApiGroupWalk(IDirectoryApi api, ApiGroupLists lists, GroupReference reference, GroupReadRecorder recorder)
{
    private readonly ApiEntryJudge _judge = new(recorder);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _filledBefore = new(
        reference.NestedMayBeEmpty ? [] : reference.KnownNested.Where(group => group.NamesMembers).Select(group => group.Id),
        StringComparer.Ordinal);

    private bool _isProved = true;

    /// <summary>Whether members of nested groups count.</summary>
    public required bool Recurse { get; init; }

    /// <summary>How many groups are read at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Yields everybody who is in the group.</summary>
    /// <exception cref="SourceException">The directory cannot answer any more, or the group was deleted while it was read.</exception>
    public async IAsyncEnumerable<GroupMember> ReadAsync(ApiGroup root, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = root.Id;
        recorder.GroupDistinguishedName = root.Label;
        _known.Add(root.Id);
        var nested = new List<ApiGroup>();
        var members = lists.Keeps
            ? ReadKeptAsync(root, nested, cancellationToken)
            : ReadStreamedAsync(root, nested, cancellationToken);
        await foreach (var member in members.ConfigureAwait(false))
            yield return member;

        var level = Next([new Way(root, [])], [nested]);
        while (Recurse && level.Count > 0)
        {
            var groups = new List<IReadOnlyList<ApiGroup>>();
            var answers = Pipelined.RunAsync(level, Concurrency, (way, token) => TryReadAsync(way.Group, token), cancellationToken);
            await foreach (var (list, error) in answers.ConfigureAwait(false))
            {
                var way = level[groups.Count];
                groups.Add(list?.Nested ?? []);
                if (list is null)
                    ReportUnreadable(way.Group, error!);
                else
                    WeighNested(list, way.Group);
                foreach (var member in Take(list?.Entries ?? []))
                    yield return member with { GroupPath = way.Path };
            }

            level = Next(level, groups);
        }

        if (Recurse)
            await CheckVanishedAsync(cancellationToken).ConfigureAwait(false);
        await RequireStillThereAsync(root, cancellationToken).ConfigureAwait(false);
        if (_isProved)
            recorder.MarkProved();
    }

    private async IAsyncEnumerable<GroupMember> ReadKeptAsync(
        ApiGroup root, List<ApiGroup> nested, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var list = await lists.ReadAsync(root, cancellationToken).ConfigureAwait(false);
        Weigh(list.Members, $"The list of members of '{root.Label}'");
        foreach (var member in Take(list.Entries))
            yield return member;
        WeighGroups(list.NestedGroups, root);
        nested.AddRange(list.Nested);
        Note(root, list.Count > 0);
    }

    private async IAsyncEnumerable<GroupMember> ReadStreamedAsync(
        ApiGroup root, List<ApiGroup> nested, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var proof = new ListProof();
        var count = 0;
        await foreach (var entry in api.ListMembersAsync(root, proof, cancellationToken).ConfigureAwait(false))
        {
            count++;
            if (_judge.Judge(entry) is { } member)
                yield return member;
        }

        Weigh(proof, $"The list of members of '{root.Label}'");
        var (groups, nestedProof) = await lists.ReadNestedAsync(root, cancellationToken).ConfigureAwait(false);
        WeighGroups(nestedProof, root);
        nested.AddRange(groups);
        Note(root, count + nested.Count > 0);
    }

    private IEnumerable<GroupMember> Take(IReadOnlyList<ApiEntry> entries) => entries.Select(_judge.Judge).OfType<GroupMember>();

    private async Task<(ApiGroupList? List, SourceException? Error)> TryReadAsync(ApiGroup group, CancellationToken cancellationToken)
    {
        try
        {
            return (await lists.ReadAsync(group, cancellationToken).ConfigureAwait(false), null);
        }
        catch (SourceException error) when (!EndsTheRead(error.Failure))
        {
            return (null, error);
        }
    }

    private void WeighNested(ApiGroupList list, ApiGroup group)
    {
        Weigh(list.Members, $"The list of members of the nested group '{group.Label}'");
        WeighGroups(list.NestedGroups, group);
        Note(group, list.Count > 0);
        if (list.Count == 0 && _filledBefore.Contains(group.Id))
            recorder.Report(Unreadable(
                group,
                $"The nested group '{group.Label}' shows no members, and was not empty when last read: the account may not be allowed to "
                    + "read its list any more. If it is meant to be empty, "
                    + "allow_empty_source: true on each mapping of the source group lifts this."));
    }

    private void ReportUnreadable(ApiGroup group, SourceException error) => recorder.Report(Unreadable(
        group, $"The nested group '{group.Label}' cannot be read, so that its members are not known: {error.Message}"));

    /// <summary>
    /// Looks after groups that were nested when last read and are no more: one that was taken out or deleted is out, one that may not be
    /// seen any more may still be in.
    /// </summary>
    private async Task CheckVanishedAsync(CancellationToken cancellationToken)
    {
        var vanished = reference.KnownNested.Where(group => group.NamesMembers && !_known.Contains(group.Id));
        var answers = Pipelined.RunAsync(
            vanished,
            Concurrency,
            async (group, token) => (group, await FindRefusalAsync(group, token).ConfigureAwait(false)),
            cancellationToken);
        await foreach (var (group, refusal) in answers.ConfigureAwait(false))
        {
            if (refusal is not null)
                recorder.Report(new ReadReason(
                    ReadReasonKind.NestedGroupUnreadable,
                    HoldScope.Mapping,
                    $"'{group.DistinguishedName}' (id {group.Id}) was a nested group when last read, is not listed any more, and may not be read: "
                        + refusal.Message,
                    group.DistinguishedName));
        }
    }

    private async Task<SourceException?> FindRefusalAsync(ReadGroup group, CancellationToken cancellationToken)
    {
        try
        {
            await api.GetGroupAsync(group.Id, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (SourceException error) when (!EndsTheRead(error.Failure))
        {
            return error.Failure == SourceFailure.GroupNotFound ? null : error;
        }
    }

    /// <summary>The groups in those of a level that were not met before, each by the first way to it.</summary>
    private List<Way> Next(IReadOnlyList<Way> level, IReadOnlyList<IReadOnlyList<ApiGroup>> nested)
    {
        var next = new List<Way>();
        foreach (var (way, groups) in level.Zip(nested))
        {
            foreach (var group in
                groups.OrderBy(group => group.Label, StringComparer.Ordinal).ThenBy(group => group.Id, StringComparer.Ordinal))
            {
                if (!_known.Add(group.Id))
                    continue;
                next.Add(new Way(group, [.. way.Path, group.Label]));
                if (!Recurse)
                    ReportNotFollowed(group);
            }
        }

        return next;
    }

    // Where nested groups do not count, that they could not all be listed leaves nobody out.
    private void WeighGroups(ListProof proof, ApiGroup group)
    {
        if (Recurse)
            Weigh(proof, $"The list of groups in '{group.Label}'");
    }

    private void Weigh(ListProof proof, string list)
    {
        foreach (var reason in proof.Reasons)
            recorder.Report(reason);
        if (proof.IsProved)
            return;
        _isProved = false;
        if (proof.Reasons.All(reason => reason.Scope != HoldScope.Mapping))
            recorder.Report(new ReadReason(
                ReadReasonKind.NotProved, HoldScope.Mapping, $"{list} ended without proof that this was all of it."));
    }

    private void Note(ApiGroup group, bool namesMembers)
    {
        // Names may come twice, and what is remembered of nested groups is remembered by them.
        var label = _labels.Add(group.Label) ? group.Label : $"{group.Label} ({group.Id})";
        recorder.NoteGroup(new ReadGroup(label, group.Id) { NamesMembers = namesMembers });
    }

    private void ReportNotFollowed(ApiGroup group) => recorder.Report(new ReadReason(
        ReadReasonKind.UnsupportedMember,
        HoldScope.Nothing,
        $"'{group.Label}' is a group; its members do not count, because nested groups are not followed (recurse: false).",
        group.Label));

    // Some servers answer the question for the members of a group that is gone with an empty list.
    private async Task RequireStillThereAsync(ApiGroup root, CancellationToken cancellationToken)
    {
        if (await api.GetGroupAsync(root.Id, cancellationToken).ConfigureAwait(false) is null)
            throw new SourceException(
                SourceFailure.GroupNotFound,
                $"The group '{root.Label}' (id {root.Id}) was deleted while it was read, so that nothing is known of it.");
    }

    private static ReadReason Unreadable(ApiGroup group, string message) =>
        new(ReadReasonKind.NestedGroupUnreadable, HoldScope.Mapping, message, group.Label);

    private static bool EndsTheRead(SourceFailure failure) =>
        failure is SourceFailure.Unavailable or SourceFailure.Interrupted or SourceFailure.Authentication;

    /// <summary>A group, and the groups by which it is reached, itself last; none for the one that is read.</summary>
    private sealed record Way(ApiGroup Group, IReadOnlyList<string> Path);
}
