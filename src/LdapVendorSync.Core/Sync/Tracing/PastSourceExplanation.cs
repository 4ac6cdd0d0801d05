using LdapVendorSync.Core.History.Snapshots;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains what the source had of somebody when a run read it.</summary>
internal sealed class PastSourceExplanation(PastRead read, TraceSubject subject)
{
    /// <summary>The entry, and the way into each part of the source group.</summary>
    public IEnumerable<TraceFinding> Explain()
    {
        var found = read.Find(subject).ToList();
        if (found.Count > 0)
            yield return DescribeEntry(found[0].Member);
        foreach (var (snapshot, members) in read.Sources)
        {
            var member = found.Find(pair => pair.Snapshot == snapshot).Member;
            yield return member is null ? ExplainAbsence(snapshot, members) : DescribeWay(snapshot, member);
        }
    }

    private TraceFinding DescribeEntry(GroupMember member) => TraceFinding.Of(
        TraceFindingKind.SourceEntry,
        $"Source '{subject.Source}' had them as '{member.DistinguishedName ?? member.Label}' (id {member.Id}); {StateOf(member)}.",
        ("source", subject.Source),
        ("sourceId", member.Id),
        ("dn", member.DistinguishedName),
        ("userName", member.UserName),
        ("email", member.Email),
        ("accountState", member.AccountState),
        ("enabled", member.Enabled),
        ("accountStateUntil", member.AccountStateUntil),
        ("readAt", read.ReadAt));

    private static string StateOf(GroupMember member) => (member.AccountState, member.Enabled) switch
    {
        (AccountState.Disabled, _) => "the account there was disabled",
        (AccountState.Expired, _) => "the account there had expired",
        (AccountState.Locked, false) => "the account there was locked, which counted as disabled",
        (AccountState.Locked, _) => "the account there was locked, which changed nothing",
        (AccountState.Active, _) => "the account there was active",
        (_, false) => "the account there was disabled",
        (_, true) => "the account there was enabled",
        _ => "nothing there said whether the account might be used",
    };

    private static TraceFinding DescribeWay(GroupSnapshot snapshot, GroupMember member) => TraceFinding.Of(
        TraceFindingKind.SourceMember,
        member.GroupPath.Count == 0
            ? $"The source group '{snapshot.Details.Group}' had them as a direct member."
            : $"The source group '{snapshot.Details.Group}' had them through the nested group{(member.GroupPath.Count == 1 ? "" : "s")} "
                + $"{string.Join(" > ", member.GroupPath.Select(group => $"'{group}'"))}.",
        ("source", snapshot.Details.System),
        ("sourceGroup", snapshot.Details.Group),
        ("groupDn", snapshot.Details.GroupDistinguishedName),
        ("path", member.GroupPath),
        ("readAt", snapshot.ReadAt));

    private TraceFinding ExplainAbsence(GroupSnapshot snapshot, IReadOnlyList<GroupMember> members)
    {
        var details = snapshot.Details;
        if (details.Reasons.FirstOrDefault(reason => IsTheirs(reason.Reference)) is { } dangling)
        {
            return TraceFinding.Of(
                TraceFindingKind.Dangling,
                $"{dangling.Message} It is the reference behind which runs saw them.",
                ("source", details.System),
                ("sourceGroup", details.Group),
                ("reference", dangling.Reference),
                ("reason", dangling.Kind),
                ("readAt", snapshot.ReadAt));
        }

        if (details.Doubtful.FirstOrDefault(member => IsTheirs(member.Reference)) is { } doubt)
        {
            return TraceFinding.Of(
                TraceFindingKind.LeftOutByFilter,
                $"The source group '{details.Group}' listed them, but user_filter left them out: their entry had no "
                    + $"{string.Join(" and no ", doubt.Attributes)}, or did not show it.",
                ("source", details.System),
                ("sourceGroup", details.Group),
                ("attributes", doubt.Attributes),
                ("readAt", snapshot.ReadAt));
        }

        return TraceFinding.Of(
            TraceFindingKind.NotSourceMember,
            Absence(snapshot, members),
            ("source", details.System),
            ("sourceGroup", details.Group),
            ("groupDn", details.GroupDistinguishedName),
            ("completeness", snapshot.Completeness),
            ("filteredOut", details.FilteredOut),
            ("readAt", snapshot.ReadAt));
    }

    // Who was left out is not kept, except where an attribute was absent; so that it is not said of anybody, nor denied.
    private static string Absence(GroupSnapshot snapshot, IReadOnlyList<GroupMember> members)
    {
        var details = snapshot.Details;
        if (snapshot.Completeness != CompletenessStatus.Complete)
            return $"They were not found in the source group '{details.Group}', as far as it could be read: "
                + string.Join(" ", details.Reasons.Select(reason => reason.Message));
        if (PastRead.HasErased(members))
            return $"They are not in what is kept of the source group '{details.Group}', from which the data of some people was removed "
                + "since (history purge).";
        return details.FilteredOut == 0
            ? $"The source group '{details.Group}' did not have them."
            : $"The source group '{details.Group}' did not bring them; the settings of the source left {Entries(details.FilteredOut)} out, "
                + "and whether theirs was among these is not kept.";
    }

    private static string Entries(int count) => count == 1 ? "1 of its entries" : $"{count} of its entries";

    private bool IsTheirs(string? reference) =>
        PersonText.SameName(reference, subject.Link?.SourceReference) || PersonText.SameName(reference, subject.Person?.DistinguishedName);
}
