using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sources.Directories;

/// <summary>
/// Walks through a group, and through those nested in it where that is asked for: level by level, each group and each person once, so that
/// cycles end and people who are in by several ways are one member. Whatever cannot be followed is reported, never passed over.
/// </summary>
internal sealed class GroupWalk(
    IGroupDirectory directory, PersonMapper mapper, GroupReadRecorder recorder, bool recurse, DanglingMembers danglingMembers)
{
    private const int NamedInSummary = 5;

    private readonly HashSet<MemberReference> _references = [];
    private readonly HashSet<DistinguishedName> _groups = [];
    private readonly HashSet<DistinguishedName> _people = [];
    private readonly List<DistinguishedName> _nested = [];
    private readonly Dictionary<DistinguishedName, string[]> _paths = [];
    private readonly List<ResolvedMember.Missing> _ignored = [];

    /// <summary>What the run has read before; <see langword="null"/> where nothing is kept.</summary>
    public ReadCache? Cache { get; init; }

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
            Note(group);
            ReportWhatIsNotListed(group);
        }

        var open = new List<GroupMembers>();
        foreach (var group in level)
        {
            var unknown = new List<MemberReference>();
            foreach (var reference in group.Members.Where(_references.Add))
            {
                if (FindPerson(reference) is { } person)
                    yield return Conclude(person, group);
                else if (!IsKnown(reference, group))
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
            yield return Conclude(member, person.ListedIn);
        }
    }

    private GroupMember Conclude(GroupMember member, DirectoryGroup listedIn)
    {
        recorder.LimitValidity(member.AccountStateUntil);
        return member with { GroupPath = PathTo(listedIn) };
    }

    /// <summary>The person behind a reference who was read before and is not in yet.</summary>
    private GroupMember? FindPerson(MemberReference reference) =>
        reference.Dn is { } dn && Cache?.FindPerson(dn) is { } person && _people.Add(dn) ? person : null;

    /// <summary>Whether a reference means a person who is in already, or a group that was read before.</summary>
    private bool IsKnown(MemberReference reference, DirectoryGroup group)
    {
        if (reference.Dn is not { } dn || Cache is null)
            return false;
        if (Cache.FindGroup(dn) is null)
            return Cache.FindPerson(dn) is not null;
        NoteNested(dn, group);
        return true;
    }

    private ResolvedMember.Person? Judge(ResolvedMember resolved)
    {
        switch (resolved)
        {
            case ResolvedMember.Person person:
                return _people.Add(person.Entry.Dn) ? person : null;
            case ResolvedMember.NestedGroup group:
                NoteNested(group.Dn, group.ListedIn);
                return null;
            case ResolvedMember.LeftOut leftOut:
                recorder.FilteredOut++;
                if (leftOut.NonPerson is { } nonPerson)
                    recorder.NoteNonPeople(nonPerson);
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
        _paths.Add(dn, [.. PathTo(listedIn), dn.ToString()]);
        if (recurse)
            _nested.Add(dn);
        else
            recorder.Report(new ReadReason(
                ReadReasonKind.UnsupportedMember,
                HoldScope.Nothing,
                $"'{dn}' is a group; its members do not count, because nested groups are not followed (recurse: false).",
                dn.ToString()));
    }

    // One list for everybody whom a group brings in.
    private string[] PathTo(DirectoryGroup group) => _paths.GetValueOrDefault(group.Dn, []);

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
        recorder.NoteGroup(new ReadGroup(group.Dn.ToString(), group.Id));
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
        var reads = await Task.WhenAll(_nested.Select(dn => TryReadGroupAsync(dn, cancellationToken))).ConfigureAwait(false);
        foreach (var (dn, _, error) in reads)
        {
            if (error is not null)
                recorder.Report(new ReadReason(
                    ReadReasonKind.NestedGroupUnreadable,
                    HoldScope.Mapping,
                    $"The nested group '{dn}' cannot be read, so that its members are not known: {error.Message}",
                    dn.ToString()));
        }

        return [.. reads.Select(read => read.Group).OfType<DirectoryGroup>()];
    }

    private async Task<(DistinguishedName Dn, DirectoryGroup? Group, SourceException? Error)> TryReadGroupAsync(
        DistinguishedName dn, CancellationToken cancellationToken)
    {
        try
        {
            return (dn, await directory.ReadGroupAsync(dn, cancellationToken).ConfigureAwait(false), null);
        }
        catch (SourceException error) when (!EndsTheRead(error.Failure))
        {
            return (dn, null, error);
        }
    }

    private static bool EndsTheRead(SourceFailure failure) =>
        failure is SourceFailure.Unavailable or SourceFailure.Interrupted or SourceFailure.Authentication;
}
