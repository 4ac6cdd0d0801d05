using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Tracing;

/// <summary>Explains what recognises somebody on both sides, and what the vendor has of them.</summary>
internal sealed class VendorExplanation(TraceScope scope, TraceSubject subject)
{
    /// <summary>Whether they are in the vendor group now.</summary>
    public TracedMembership Membership
    {
        get
        {
            if (scope.VendorContent is not { } content || scope.VendorError is not null)
                return TracedMembership.Unknown;
            if (subject.VendorId is { } id && content.Members.Any(member => member.Id == id))
                return TracedMembership.Member;

            // Several accounts may be theirs: whether one of them is in the group says nothing.
            return content.Completeness.HoldsNothing && !scope.IsInDoubt(subject) ? TracedMembership.NotMember : TracedMembership.Unknown;
        }
    }

    /// <summary>Everything that is to be said.</summary>
    public IEnumerable<TraceFinding> Explain()
    {
        foreach (var problem in scope.FindProblems(subject))
            yield return NotRecognised(problem);
        if (Recognise() is { } recognised)
            yield return recognised;
        if (scope.VendorError is { } error)
        {
            yield return Unreadable(error);
            yield break;
        }

        if (subject.Account is { } account)
            yield return DescribeAccount(account);
        else if (NoAccount() is { } none)
            yield return none;
        yield return DescribeMembership();
        if (scope.VendorContent is { Completeness.HoldsNothing: false } content)
            yield return Incomplete(content.Completeness);
    }

    private static TraceFinding NotRecognised(IdentityProblem problem) => TraceFinding.Of(
        TraceFindingKind.NotRecognised,
        $"It is not certain who they are: {problem.Message}",
        ("problem", problem.Kind),
        ("side", problem.Side),
        ("message", problem.Message));

    private TraceFinding? Recognise()
    {
        if (subject.Link is { } link && subject.VendorId == link.VendorId)
            return ByLink(link.Source, link.SourceId, link.VendorId, link.ConfirmedAt);
        if (subject.Person is not { } person || subject.Account is not { } account || scope.IsInDoubt(subject))
            return null;
        var projected = scope.Project(person);
        var key = scope.MatchOn
            .Select(attribute => (Own: MatchKey.Of(projected, attribute), Theirs: MatchKey.Of(account, attribute)))
            .FirstOrDefault(pair => pair is { Own: not null, Theirs: not null });
        return key.Own is { } own && own == key.Theirs
            ? TraceFinding.Of(
                TraceFindingKind.Recognised,
                $"The {own.Attribute} '{own.Value}' recognises them on both sides (match_on: {string.Join(", ", scope.MatchOn)}).",
                ("by", "key"),
                ("attribute", own.Attribute),
                ("value", own.Value),
                ("vendorId", account.Id))
            : null;
    }

    private TraceFinding ByLink(string source, string sourceId, string vendorId, DateTimeOffset confirmedAt) => TraceFinding.Of(
        TraceFindingKind.Recognised,
        $"A link recognises them: the entry {sourceId} of source '{source}' is the account {vendorId} at '{scope.Vendor}', "
            + $"last confirmed {TraceText.Time(confirmedAt)}."
            + (IsRenamed()
                ? $" The user name at the source is '{subject.Person!.UserName}', at the vendor '{subject.Account!.UserName}'."
                : string.Empty),
        ("by", "link"),
        ("source", source),
        ("sourceId", sourceId),
        ("vendorId", vendorId),
        ("confirmedAt", confirmedAt));

    private bool IsRenamed() => subject is { Person.UserName: { } one, Account.UserName: { } other } && !PersonText.Same(one, other);

    private TraceFinding Unreadable(string error) => TraceFinding.Of(
        TraceFindingKind.VendorUnreadable,
        $"Whether '{scope.Group}' at '{scope.Vendor}' has them is not known, since it could not be read: {error}",
        ("vendor", scope.Vendor),
        ("group", scope.Group),
        ("error", error));

    private TraceFinding DescribeAccount(GroupMember account) => TraceFinding.Of(
        TraceFindingKind.Account,
        $"Their account at '{scope.Vendor}' is '{account.Label}' (id {account.Id})"
            + (account.Enabled switch { true => ", enabled.", false => ", disabled.", null => "." }),
        ("vendor", scope.Vendor),
        ("vendorId", account.Id),
        ("userName", account.UserName),
        ("email", account.Email),
        ("enabled", account.Enabled));

    private TraceFinding? NoAccount()
    {
        if (scope.IsInDoubt(subject))
            return null;
        if (scope.FailedLookUps is [var error, ..])
            return TraceFinding.Of(
                TraceFindingKind.VendorUnreadable,
                $"Whether '{scope.Vendor}' has an account of theirs outside of the group is not known: {error}",
                ("vendor", scope.Vendor),
                ("vendorId", subject.VendorId),
                ("error", error));
        if (subject.VendorId is { } vendorId)
            return TraceFinding.Of(
                TraceFindingKind.NoAccount,
                $"The account {vendorId} that is known to be theirs is not in the group, and '{scope.Vendor}' finds none by their keys.",
                ("vendor", scope.Vendor),
                ("vendorId", vendorId));
        return subject.Person is { } person && PersonKey.Best(scope.Project(person), scope.MatchOn) is { } key
            ? TraceFinding.Of(
                TraceFindingKind.NoAccount,
                $"'{scope.Vendor}' finds no account with the {key.Attribute} '{key.Value}'.",
                ("vendor", scope.Vendor),
                ("attribute", key.Attribute),
                ("value", key.Value))
            : null;
    }

    private TraceFinding DescribeMembership() => Membership switch
    {
        TracedMembership.Member => Member(TraceFindingKind.VendorMember, $"'{scope.Group}' at '{scope.Vendor}' has them now.", true),
        TracedMembership.NotMember when GroupIsMissing =>
            Member(TraceFindingKind.NotVendorMember, $"'{scope.Vendor}' has no group '{scope.Group}'.", false),
        TracedMembership.NotMember =>
            Member(TraceFindingKind.NotVendorMember, $"'{scope.Group}' at '{scope.Vendor}' does not have them now.", false),
        _ => Member(
            TraceFindingKind.NotVendorMember,
            scope.IsInDoubt(subject)
                ? $"Whether '{scope.Group}' at '{scope.Vendor}' has them cannot be said, since it is not certain which account is theirs."
                : $"They were not found in '{scope.Group}' at '{scope.Vendor}', as far as it could be read.",
            null),
    };

    private bool GroupIsMissing =>
        scope.IsUnknownGroup || (scope.Comparison is { Group: null } && scope.VendorContent is { Members.Count: 0 });

    private TraceFinding Member(TraceFindingKind kind, string sentence, bool? isMember) => TraceFinding.Of(
        kind, sentence, ("vendor", scope.Vendor), ("group", scope.Group), ("member", isMember), ("vendorId", subject.VendorId));

    private TraceFinding Incomplete(Completeness completeness) => TraceFinding.Of(
        TraceFindingKind.IncompleteRead,
        $"'{scope.Group}' at '{scope.Vendor}' could not be read completely, so that it may have more members: "
            + string.Join(" ", completeness.Reasons.Select(reason => reason.Message)),
        ("vendor", scope.Vendor),
        ("group", scope.Group),
        ("reasons", completeness.Reasons.Select(reason => reason.Message).ToList()));
}
