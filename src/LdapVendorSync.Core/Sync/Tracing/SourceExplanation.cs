using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync.Exclusion;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains what the source says of somebody: their entry, the way into the group, what leaves them out.</summary>
internal sealed class SourceExplanation(TraceScope scope, TraceSubject subject)
{
    /// <summary>Everything that is to be said.</summary>
    public async Task<List<TraceFinding>> ExplainAsync(CancellationToken cancellationToken)
    {
        var findings = new List<TraceFinding>();
        if (subject.Person is { } person)
            findings.Add(DescribeEntry(person));
        foreach (var (part, content) in scope.Comparison?.Parts ?? [])
            findings.AddRange(await ExplainAsync(part, content, cancellationToken).ConfigureAwait(false));
        if (scope.Plan?.LeftOut.FirstOrDefault(leftOut => scope.IsMeant(leftOut.Person, subject)) is { } leftOut)
            findings.Add(LeftOutByExcept(leftOut));
        if (subject.Member is { Enabled: false } member
            && scope.Comparison!.Mapping.Policy.DisabledMembers is not DisabledMembers.Keep and var policy)
        {
            findings.Add(LeftOutAsDisabled(member, policy));
        }

        return findings;
    }

    private TraceFinding DescribeEntry(GroupMember person) => TraceFinding.Of(
        TraceFindingKind.SourceEntry,
        $"Source '{subject.Source}' has them as '{person.DistinguishedName ?? person.Label}' (id {subject.SourceId}); {StateOf(person)}.",
        ("source", subject.Source),
        ("sourceId", subject.SourceId),
        ("dn", person.DistinguishedName),
        ("userName", person.UserName),
        ("email", person.Email),
        ("accountState", person.AccountState),
        ("enabled", person.Enabled),
        ("accountStateUntil", person.AccountStateUntil));

    private static string StateOf(GroupMember person) => (person.AccountState, person.Enabled) switch
    {
        (AccountState.Disabled, _) => "the account there is disabled",
        (AccountState.Expired, _) => "the account there has expired",
        (AccountState.Locked, false) => "the account there is locked, which counts as disabled (locked_accounts: disabled)",
        (AccountState.Locked, _) =>
            "the account there is locked, which changes nothing (locked_accounts: enabled, or the lock may be over)",
        (AccountState.Active, _) => "the account there is active",
        (_, false) => "the account there is disabled",
        (_, true) => "the account there is enabled",
        _ => "nothing there says whether the account may be used",
    };

    private async Task<IReadOnlyList<TraceFinding>> ExplainAsync(
        MappingSettings part, GroupContent content, CancellationToken cancellationToken)
    {
        if (content.Completeness.Error is { } error)
            return [Unreadable(part, error.Message)];
        if (FindMember(part, content) is { } member)
            return [DescribeWay(part, member)];
        var findings = new List<TraceFinding>();
        try
        {
            findings.AddRange(await ExplainAbsenceAsync(part, content, cancellationToken).ConfigureAwait(false));
        }
        catch (SourceException failure)
        {
            findings.Add(Unreadable(part, failure.Message));
        }

        if (!content.Completeness.HoldsNothing)
            findings.Add(Incomplete(part, content.Completeness));
        return findings;
    }

    private GroupMember? FindMember(MappingSettings part, GroupContent content) =>
        part.Source.Equals(subject.Source, StringComparison.OrdinalIgnoreCase)
            ? content.Members.FirstOrDefault(subject.IsAtSource)
            : null;

    private async Task<IReadOnlyList<TraceFinding>> ExplainAbsenceAsync(
        MappingSettings part, GroupContent content, CancellationToken cancellationToken)
    {
        var isTheirs = part.Source.Equals(subject.Source, StringComparison.OrdinalIgnoreCase);
        var reason = content.Completeness.Reasons.FirstOrDefault(IsAboutThem);
        if (reason is not null)
            return [Dangling(part, reason)];
        if (!isTheirs || subject.Entry is not { } entry || scope.Session.GetSource(part.Source) is not IPersonLookup lookup)
            return [isTheirs && subject.Person is not null ? NotListed(part, content) : NoEntry(part, content)];

        var group = await scope.Comparison!.ReferToAsync(part, cancellationToken).ConfigureAwait(false);
        var way = await lookup.FindWayAsync(group, entry, cancellationToken).ConfigureAwait(false);
        var leftOut = EntryExplanation.WhyLeftOut(part.Source, entry).ToList();
        if (way is null)
            return [NotListed(part, content), .. leftOut];
        if (way.Nested.Count > 0 && !part.Recurse)
            return [NotFollowed(part, way), .. leftOut];
        return leftOut.Count > 0
            ? [ListedButLeftOut(part, way), .. leftOut]
            : [ListedButNotRead(part, way)];
    }

    private bool IsAboutThem(ReadReason reason) =>
        reason.Reference is { } reference
        && reason.Kind
            is ReadReasonKind.DanglingMember
            or ReadReasonKind.HiddenMember
            or ReadReasonKind.UnsupportedMember
            or ReadReasonKind.Referral
        && subject.Person is null
        && (PersonText.SameName(reference, subject.Link?.SourceReference)
            || (subject.Link is { SourceReference: null, SourceId: var id } && reference == id)
            || (subject.Link?.MatchKeys.TryGetValue(AttributeNames.UserName, out var userName) == true
                && PersonText.Same(reference, userName)));

    private static TraceFinding DescribeWay(MappingSettings part, GroupMember member) => TraceFinding.Of(
        TraceFindingKind.SourceMember,
        member.GroupPath.Count == 0
            ? $"The source group '{part.SourceGroup}' has them as a direct member."
            : $"The source group '{part.SourceGroup}' has them through the nested group{Plural(member.GroupPath)} "
                + $"{Chain(member.GroupPath)}.",
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("groupDn", member.Read?.GroupDistinguishedName),
        ("path", member.GroupPath));

    private static TraceFinding NotListed(MappingSettings part, GroupContent content) => TraceFinding.Of(
        TraceFindingKind.NotSourceMember,
        Absence(part, content),
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("recurse", part.Recurse));

    private TraceFinding NoEntry(MappingSettings part, GroupContent content)
    {
        var isTheirs = subject.SourceId is not null && part.Source.Equals(subject.Source, StringComparison.OrdinalIgnoreCase);
        return TraceFinding.Of(
            TraceFindingKind.NoSourceEntry,
            (isTheirs
                ? $"Source '{part.Source}' has no entry with the id {subject.SourceId} any more, or does not show it. "
                : $"Source '{part.Source}' has no entry that is known to be theirs. ") + Absence(part, content),
            ("source", part.Source),
            ("sourceGroup", part.SourceGroup),
            ("sourceId", isTheirs ? subject.SourceId : null),
            ("dn", isTheirs ? subject.Link?.SourceReference : null));
    }

    // Of an incomplete read nothing is said but what it brought.
    private static string Absence(MappingSettings part, GroupContent content)
    {
        if (!content.Completeness.HoldsNothing)
            return $"They were not found in the source group '{part.SourceGroup}', as far as it could be read.";
        return part.Recurse
            ? $"The source group '{part.SourceGroup}' does not have them, neither directly nor through nested groups."
            : $"The source group '{part.SourceGroup}' does not have them; nested groups do not count (recurse: false).";
    }

    private static TraceFinding NotFollowed(MappingSettings part, ListedWay way) => TraceFinding.Of(
        TraceFindingKind.NestingNotFollowed,
        $"The nested group{Plural(way.Nested)} {Chain(way.Nested)} of '{part.SourceGroup}' would bring them in, "
            + "but nested groups do not count (recurse: false).",
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("groupDn", way.GroupDistinguishedName),
        ("path", way.Nested));

    private static TraceFinding ListedButLeftOut(MappingSettings part, ListedWay way) => TraceFinding.Of(
        TraceFindingKind.NotSourceMember,
        (way.Nested.Count == 0
            ? $"The source group '{part.SourceGroup}' lists their entry"
            : $"The source group '{part.SourceGroup}' leads to their entry through {Chain(way.Nested)}")
            + ", but the settings of the source leave it out.",
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("groupDn", way.GroupDistinguishedName),
        ("path", way.Nested),
        ("listed", true));

    private static TraceFinding ListedButNotRead(MappingSettings part, ListedWay way) => TraceFinding.Of(
        TraceFindingKind.NotSourceMember,
        $"The read of the source group '{part.SourceGroup}' did not bring them, although "
            + (way.Nested.Count == 0 ? "it lists their entry" : $"{Chain(way.Nested)} leads to their entry")
            + ": it was not read completely, or it changed meanwhile.",
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("groupDn", way.GroupDistinguishedName),
        ("path", way.Nested),
        ("listed", true));

    private static TraceFinding Dangling(MappingSettings part, ReadReason reason) => TraceFinding.Of(
        TraceFindingKind.Dangling,
        $"{reason.Message} It is the reference behind which an earlier run saw them.",
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("reference", reason.Reference),
        ("reason", reason.Kind));

    private static TraceFinding Incomplete(MappingSettings part, Completeness completeness) => TraceFinding.Of(
        TraceFindingKind.IncompleteRead,
        $"The source group '{part.SourceGroup}' could not be read completely, so that it may have more members: "
            + string.Join(" ", completeness.Reasons.Select(reason => reason.Message)),
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("reasons", completeness.Reasons.Select(reason => reason.Message).ToList()));

    private static TraceFinding Unreadable(MappingSettings part, string message) => TraceFinding.Of(
        TraceFindingKind.SourceUnreadable,
        $"Whether the source group '{part.SourceGroup}' has them is not known, since it could not be read: {message}",
        ("source", part.Source),
        ("sourceGroup", part.SourceGroup),
        ("error", message));

    private static TraceFinding LeftOutByExcept(ExcludedPerson person) => TraceFinding.Of(
        TraceFindingKind.LeftOutByExcept,
        $"The group {person.Group} has them, and the mapping leaves out its people (except).",
        ("source", person.Group.Source),
        ("sourceGroup", person.Group.Group));

    private static TraceFinding LeftOutAsDisabled(GroupMember member, DisabledMembers policy) => TraceFinding.Of(
        TraceFindingKind.LeftOutAsDisabled,
        policy == DisabledMembers.Remove
            ? "The account at the source may not be used, so that they count as absent (disabled_members: remove)."
            : "The account at the source may not be used, so that the account at the vendor is to be disabled "
                + "and they are added nowhere (disabled_members: disable).",
        ("accountState", member.AccountState),
        ("disabledMembers", policy));

    private static string Chain(IReadOnlyList<string> groups) => string.Join(" > ", groups.Select(group => $"'{group}'"));

    private static string Plural(IReadOnlyList<string> groups) => groups.Count == 1 ? string.Empty : "s";
}
