using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>
/// Walks through a group, and through those nested in it where that is asked for: level by level, each group and each person once, so that
/// cycles end and people who are in by several ways are one member. Whatever cannot be followed is reported, never passed over.
/// </summary>
/// <remarks>
/// The way by which somebody is said to be in is the shortest, and of several the first by the DNs of its groups, in whatever order the
/// directory answers. So the groups of a level are gone through in the order of their ways, and a reference counts for the first that has it.
/// </remarks>
internal sealed class GroupWalk(
    IGroupDirectory directory, PersonMapper mapper, GroupReadRecorder recorder, bool recurse, DanglingMembers danglingMembers)
{
    private const int NamedInSummary = 5;

    private readonly HashSet<MemberReference> _references = [];
    private readonly HashSet<DistinguishedName> _groups = [];
    private readonly HashSet<DistinguishedName> _people = [];
    private readonly List<(DistinguishedName Dn, DirectoryGroup ListedIn)> _nested = [];
    private readonly Dictionary<DistinguishedName, string[]> _paths = [];
    private readonly Dictionary<DistinguishedName, int> _ranks = [];
    private readonly List<ResolvedMember.Missing> _ignored = [];

    /// <summary>What the run has read before; <see langword="null"/> where nothing is kept.</summary>
    public ReadCache? Cache { get; init; }

    /// <summary>What is remembered of the groups nested in the one that is read.</summary>
    public NestedGroupMemory Memory { get; init; } = NestedGroupMemory.None;

    /// <summary>Yields everybody who is in the group.</summary>
    /// <exception cref="SourceException">The directory cannot answer any more.</exception>
    public async IAsyncEnumerable<GroupMember> ReadAsync(DirectoryGroup root, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = root.Id;
        recorder.GroupDistinguishedName = root.Dn.ToString();
        _groups.Add(root.Dn);
        _paths.Add(root.Dn, []);
        if (recurse)
            await directory.PrefetchAsync(root, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DirectoryGroup> level = [root];
        while (level.Count > 0)
        {
            _nested.Clear();
            await foreach (var member in ReadLevelAsync(level, cancellationToken).ConfigureAwait(false))
                yield return member;
            level = await ReadNestedAsync(cancellationToken).ConfigureAwait(false);
        }

        ReportIgnored();
        recorder.MarkProved();
    }

    private async IAsyncEnumerable<GroupMember> ReadLevelAsync(
        IReadOnlyList<DirectoryGroup> level, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var group in level)
        {
            _ranks.TryAdd(group.Dn, _ranks.Count);
            Note(group);
            ReportWhatIsNotListed(group);
        }

        var people = FindPeopleAsync(level, cancellationToken);
        if (level.Count > 1 && level.Any(group => group.Members.Any(member => member.UserId is not null)))
            people = TakeFirstWaysAsync(people, cancellationToken);
        await foreach (var (dn, member, listedIn) in people.ConfigureAwait(false))
        {
            if (!_people.Add(dn))
                continue;
            recorder.LimitValidity(member.AccountStateUntil);
            var path = PathTo(listedIn);
            yield return path.Length == 0 && member.GroupPath.Count == 0 ? member : member with { GroupPath = path };
        }
    }

    /// <summary>Finds the people whom the groups of a level refer to; those to whom several references lead, as often.</summary>
    private async IAsyncEnumerable<FoundPerson> FindPeopleAsync(
        IReadOnlyList<DirectoryGroup> level, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new List<GroupMembers>();
        foreach (var group in level)
        {
            var unknown = new List<MemberReference>(group.Members.Count);
            _references.EnsureCapacity(_references.Count + group.Members.Count);
            _people.EnsureCapacity(_people.Count + group.Members.Count);
            foreach (var reference in group.Members.Where(_references.Add))
            {
                if (reference.Dn is { } dn && Cache?.FindPerson(dn) is { } person)
                    yield return new FoundPerson(dn, person, group);
                else if (!IsKnownGroup(reference, group))
                    unknown.Add(reference);
            }

            if (unknown.Count > 0)
                open.Add(new GroupMembers(group, unknown));
        }

        await foreach (var resolved in directory.ResolveAsync(open, recorder, cancellationToken).ConfigureAwait(false))
        {
            if (Judge(resolved) is not { } person)
                continue;
            var member = mapper.Map(person.Entry);
            Cache?.Add(person.Entry.Dn, member);
            yield return new FoundPerson(person.Entry.Dn, member, person.ListedIn);
        }
    }

    /// <summary>Of several references to somebody, by DN and by <c>uid</c>, leaves that of the first group.</summary>
    private async IAsyncEnumerable<FoundPerson> TakeFirstWaysAsync(
        IAsyncEnumerable<FoundPerson> people,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = new Dictionary<DistinguishedName, FoundPerson>();
        await foreach (var found in people.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!first.TryGetValue(found.Dn, out var other) || RankOf(found.ListedIn) < RankOf(other.ListedIn))
                first[found.Dn] = found;
        }

        foreach (var found in first.Values)
            yield return found;
    }

    /// <summary>Whether a reference means a group that was read before, in this run or an earlier one.</summary>
    private bool IsKnownGroup(MemberReference reference, DirectoryGroup group)
    {
        if (reference.Dn is not { } dn || (Cache?.FindGroup(dn) is null && !(recurse && Memory.IsGroup(dn))))
            return false;
        NoteNested(dn, group);
        return true;
    }

    private ResolvedMember.Person? Judge(ResolvedMember resolved)
    {
        switch (resolved)
        {
            case ResolvedMember.Person person:
                return person;
            case ResolvedMember.NestedGroup group:
                NoteNested(group.Dn, group.ListedIn);
                return null;
            case ResolvedMember.LeftOut leftOut:
                recorder.FilteredOut++;
                if (leftOut.NonPerson is { } nonPerson)
                    recorder.NoteNonPeople(nonPerson);
                else if (leftOut.Doubt is { } doubt)
                    recorder.NoteDoubtful(doubt);
                return null;
            case ResolvedMember.Hidden hidden:
                ReportHidden(hidden);
                return null;
            case ResolvedMember.Missing missing:
                NoteMissing(missing);
                return null;
            default:
                throw new InvalidOperationException($"A reference was resolved to {resolved}, which is not known.");
        }
    }

    private void NoteNested(DistinguishedName dn, DirectoryGroup listedIn)
    {
        if (!_groups.Add(dn))
            return;
        if (recurse)
            _nested.Add((dn, listedIn));
        else
            recorder.Report(new ReadReason(
                ReadReasonKind.UnsupportedMember,
                HoldScope.Nothing,
                $"'{dn}' is a group; its members do not count, because nested groups are not followed (recurse: false).",
                dn.ToString()));
    }

    private int RankOf(DirectoryGroup group) => _ranks.GetValueOrDefault(group.Dn);

    // One list for everybody whom a group brings in.
    private string[] PathTo(DirectoryGroup group) => _paths.GetValueOrDefault(group.Dn, []);

    // Whatever dangling_members says: an entry that is there does not dangle.
    private void ReportHidden(ResolvedMember.Hidden hidden) => recorder.Report(new ReadReason(
        ReadReasonKind.HiddenMember,
        HoldScope.Person,
        $"'{hidden.ListedIn.Dn}' refers to '{hidden.Reference}', which is there, but which the account may not read: {hidden.Why}",
        hidden.Reference.Text));

    private void NoteMissing(ResolvedMember.Missing missing)
    {
        if (danglingMembers == DanglingMembers.Ignore)
            _ignored.Add(missing);
        else
            recorder.Report(new ReadReason(
                ReadReasonKind.DanglingMember,
                HoldScope.Person,
                $"'{missing.ListedIn.Dn}' refers to '{missing.Reference}', which cannot be found: {missing.Why}",
                missing.Reference.Text));
    }

    // Where dangling references are normal there may be thousands, and none of them holds anything.
    private void ReportIgnored()
    {
        if (_ignored.Count == 0)
            return;
        var names = string.Join(", ", _ignored.Take(NamedInSummary).Select(missing => $"'{missing.Reference}'"));
        var more = _ignored.Count > NamedInSummary ? $" and {_ignored.Count - NamedInSummary} more" : string.Empty;
        recorder.Report(new ReadReason(
            ReadReasonKind.DanglingMember,
            HoldScope.Nothing,
            $"Members that cannot be found are ignored (dangling_members: ignore): {names}{more}."));
    }

    private void Note(DirectoryGroup group)
    {
        recorder.NoteGroup(new ReadGroup(group.Dn.ToString(), group.Id) { NamesMembers = group.NamesMembers });
        if (group.HasNewcomersAsPrimary)
            recorder.OpenReason ??= $"'{group.Dn}' is the primary group of people";
        if (group.MemberUrls.Count > 0)
            recorder.OpenReason ??= $"'{group.Dn}' describes its members by a search";
        if (group.Members.Any(member => member.UserId is not null))
            recorder.OpenReason ??= $"'{group.Dn}' lists its members by uid";
    }

    private void ReportWhatIsNotListed(DirectoryGroup group)
    {
        foreach (var (attribute, known) in group.Unfinished)
            recorder.Report(new ReadReason(
                ReadReasonKind.NotProved,
                HoldScope.Mapping,
                $"Only the first {known} values of {attribute} of '{group.Dn}' are known, and the directory says that there are more.",
                group.Dn.ToString()));

        foreach (var gap in group.Gaps)
            recorder.Report(gap);
    }

    private async Task<IReadOnlyList<DirectoryGroup>> ReadNestedAsync(CancellationToken cancellationToken)
    {
        var nested = _nested
            .OrderBy(group => RankOf(group.ListedIn))
            .ThenBy(group => group.Dn.Normalized, StringComparer.Ordinal)
            .ToList();
        var reads = await Task.WhenAll(nested.Select(group => TryReadGroupAsync(group.Dn, cancellationToken))).ConfigureAwait(false);
        var groups = new List<DirectoryGroup>();
        foreach (var ((dn, listedIn), (group, error)) in nested.Zip(reads))
        {
            if (group is null)
            {
                recorder.Report(new ReadReason(
                    ReadReasonKind.NestedGroupUnreadable,
                    HoldScope.Mapping,
                    $"The nested group '{dn}' cannot be read, so that its members are not known: {error!.Message}{AdviceFor(dn, listedIn)}",
                    dn.ToString()));
                continue;
            }

            if (Memory.FindDoubt(group) is { } doubt)
                recorder.Report(doubt);

            // As the group's entry spells it: references spell it in several ways.
            _paths.TryAdd(group.Dn, [.. PathTo(listedIn), group.Dn.ToString()]);
            groups.Add(group);
        }

        return groups;
    }

    private string AdviceFor(DistinguishedName dn, DirectoryGroup listedIn) => Memory.IsGroup(dn)
        ? $" It was a group when last read; if it was deleted or replaced, take it out of the members of '{listedIn.Dn}'."
        : string.Empty;

    private async Task<(DirectoryGroup? Group, SourceException? Error)> TryReadGroupAsync(
        DistinguishedName dn, CancellationToken cancellationToken)
    {
        try
        {
            return (await directory.ReadGroupAsync(dn, cancellationToken).ConfigureAwait(false), null);
        }
        catch (SourceException error) when (!EndsTheRead(error.Failure))
        {
            return (null, error);
        }
    }

    private static bool EndsTheRead(SourceFailure failure) =>
        failure is SourceFailure.Unavailable or SourceFailure.Interrupted or SourceFailure.Authentication;

    /// <summary>Somebody to whom a group refers.</summary>
    private readonly record struct FoundPerson(DistinguishedName Dn, GroupMember Member, DirectoryGroup ListedIn);
}
