using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Sync.Undo;

/// <summary>
/// Decides for each change of a run what undoing it means now. Pure: everything that has to be known was read before. What somebody has
/// changed since is left alone: to undo it would take back what that somebody meant.
/// </summary>
/// <param name="mapping">The mapping.</param>
/// <param name="now">The vendor as it is now.</param>
/// <param name="later">What other runs did there since.</param>
internal sealed class InversePlanner(SyncMapping mapping, VendorState now, LaterChanges later)
{
    private const string NoValues = "Not possible: the history has no values of the profile (history: profile_data).";

    /// <summary>What undoing a change means; of a profile, some attributes may have been changed since and others not.</summary>
    public IEnumerable<ChangeOutcome> Plan(JournalEntry change)
    {
        if (change.Intent.Operation is JournalOperation.CreateUser or JournalOperation.CreateGroup or JournalOperation.DeleteUser)
            return [OfNature(change)];
        if (change.Intent.VendorId is null)
            return [NotUndone(change, "Not possible: the journal does not know the account.")];
        return change.Intent.Operation switch
        {
            JournalOperation.AddMember => [OfAddition(change)],
            JournalOperation.RemoveMember => [OfRemoval(change)],
            JournalOperation.UpdateUser => OfUpdate(change),
            _ => [OfState(change)],
        };
    }

    private ChangeOutcome OfNature(JournalEntry change) => change.Intent.Operation switch
    {
        _ when change.Result != JournalResult.Succeeded => Stays(change, "Stays: it is not known whether the request had its effect."),
        JournalOperation.CreateUser => Stays(
            change, "Stays: the run created the account; it is not deleted. Delete it at the vendor if nobody needs it."),
        JournalOperation.CreateGroup => Stays(
            change, "Stays: the run created the group; it is not deleted. Delete it at the vendor if nobody needs it."),
        _ => Stays(change, "Stays: a deleted account cannot be brought back. Create it at the vendor; a sync adds it to its groups."),
    };

    private ChangeOutcome OfAddition(JournalEntry change)
    {
        var last = later.OfMembership(change);
        if (now.Members.TryGetValue(change.Intent.VendorId!, out var member))
            return last is null ? Due(change, member) : NotUndone(change, Describe(change, last, "is a member"));
        return now.IsComplete
            ? NothingToDo(change, "not a member any more", last, JournalOperation.RemoveMember)
            : NotUndone(change, "Not certain: the group could not be read completely, so that the person may be a member or not.");
    }

    private ChangeOutcome OfRemoval(JournalEntry change)
    {
        var last = later.OfMembership(change);
        if (now.Members.ContainsKey(change.Intent.VendorId!))
            return NothingToDo(change, "a member again", last, JournalOperation.AddMember);
        if (last is not null)
            return NotUndone(change, Describe(change, last, "is no member"));
        if (now.Group is null)
            return NotUndone(change, $"Not possible: the vendor has no group '{mapping.Reference.VendorGroup}' any more.");
        return WithAccount(change, account => Due(change, account));
    }

    private ChangeOutcome OfState(JournalEntry change) => WithAccount(change, account =>
    {
        var enable = change.Intent.Operation == JournalOperation.DisableUser;
        var last = later.OfState(change);
        if (account.Enabled == enable)
        {
            return NothingToDo(
                change,
                enable ? "enabled again" : "disabled again",
                last,
                enable ? JournalOperation.EnableUser : JournalOperation.DisableUser);
        }

        if (last is not null)
            return NotUndone(change, Describe(change, last, enable ? "is disabled" : "is enabled"));
        return now.Capabilities.DisableUsers
            ? Due(change, account)
            : NotUndone(change, "Not possible: accounts cannot be enabled or disabled at this vendor.");
    });

    private List<ChangeOutcome> OfUpdate(JournalEntry change)
    {
        var known = change.Intent.Differences.Where(difference => difference is not { Before: null, After: null }).ToList();
        if (known.Count == 0)
            return [NotUndone(change, NoValues)];
        var sighting = now.Accounts[change.Intent.VendorId!];
        if (sighting.Account is not { } account)
            return [Unseen(change, sighting)];
        if (!now.Capabilities.UpdateUsers)
            return [NotUndone(change, "Not possible: this vendor cannot update accounts.")];
        return OfAttributes(change, account, known);
    }

    private List<ChangeOutcome> OfAttributes(JournalEntry change, GroupMember account, List<AttributeDifference> known)
    {
        var asWritten = known.ToLookup(difference => Has(account, difference.Attribute, difference.After));
        var due = asWritten[true].Where(difference => later.OfAttribute(change, difference.Attribute) is null).ToList();
        var done = asWritten[false].Where(difference => Has(account, difference.Attribute, difference.Before)).ToList();
        var changed = known.Except(due).Except(done).ToList();

        var outcomes = new List<ChangeOutcome>();
        if (due.Count > 0)
            outcomes.Add(Due(change, account, [.. due.Select(difference => Back(account, difference))]));
        if (done.Count > 0)
        {
            var last = later.OfAttribute(change, done[0].Attribute);
            outcomes.Add(With(NothingToDo(change, "as it was before", last, JournalOperation.UpdateUser), done));
        }

        if (changed.Count > 0)
            outcomes.Add(With(NotUndone(change, DescribeChanged(change, changed)), changed));
        return outcomes;
    }

    private string DescribeChanged(JournalEntry change, List<AttributeDifference> changed)
    {
        var names = string.Join(", ", changed.Select(difference => difference.Attribute));
        var last = changed
            .Select(difference => later.OfAttribute(change, difference.Attribute))
            .OfType<JournalEntry>()
            .MaxBy(entry => entry.Id);
        return last is null
            ? $"Changed since: {names}, by no run of this history."
            : $"Changed since: {names}, by run {last.RunId}. To take that back, undo that run.";
    }

    // In the spelling of the vendor, as the comparison takes it.
    private static bool Has(GroupMember account, string attribute, string? value)
    {
        var wanted = new GroupMember { Id = account.Id }.WithValue(attribute, value);
        var options = new ComparisonOptions { Attributes = [attribute], ClearMissing = true };
        return AttributeComparer.Differences(wanted, account, options).Count == 0;
    }

    private static AttributeDifference Back(GroupMember account, AttributeDifference difference) =>
        new(difference.Attribute, account.GetValue(difference.Attribute), difference.Before);

    private ChangeOutcome WithAccount(JournalEntry change, Func<GroupMember, ChangeOutcome> plan)
    {
        var sighting = now.Accounts[change.Intent.VendorId!];
        return sighting.Account is { } account ? plan(account) : Unseen(change, sighting);
    }

    private ChangeOutcome Unseen(JournalEntry change, AccountSighting sighting) => sighting.Error is { } error
        ? new ChangeOutcome(Inverse(change, UndoVerdict.Due), ChangeResult.Failed, error.Message)
        : NotUndone(change, $"Not possible: {sighting.Missing}.");

    private static string Describe(JournalEntry change, JournalEntry last, string state) =>
        last.Intent.Operation == change.Intent.Operation
            ? $"Changed since: the person {state} because of run {last.RunId}. To take that back, undo that run."
            : $"Changed since: run {last.RunId} did the opposite, and after that somebody changed it by hand; the person {state}.";

    private ChangeOutcome NothingToDo(JournalEntry change, string state, JournalEntry? last, JournalOperation undoing)
    {
        var by = last?.Intent.Operation == undoing ? $" (run {last.RunId})" : string.Empty;
        var message = change.Result == JournalResult.Succeeded
            ? $"Nothing to do: {state}{by}."
            : $"Nothing to do: {state}{by}; whether the request ever had its effect is not known.";
        return new ChangeOutcome(Inverse(change, UndoVerdict.NothingToDo), ChangeResult.Refused, message);
    }

    private ChangeOutcome Due(JournalEntry change, GroupMember account, IReadOnlyList<AttributeDifference>? differences = null)
    {
        var inverse = Inverse(change, UndoVerdict.Due);
        return new ChangeOutcome(
            inverse with { VendorMember = account, Differences = differences ?? inverse.Differences }, ChangeResult.Planned);
    }

    private ChangeOutcome Stays(JournalEntry change, string message) =>
        new(Inverse(change, UndoVerdict.Stays) with { Differences = [] }, ChangeResult.Refused, message);

    private ChangeOutcome NotUndone(JournalEntry change, string message) =>
        new(Inverse(change, UndoVerdict.NotUndone), ChangeResult.Refused, message);

    private static ChangeOutcome With(ChangeOutcome outcome, IEnumerable<AttributeDifference> differences) => outcome with
    {
        Change = outcome.Change with { Differences = [.. differences.Select(Inverted)] },
    };

    private static AttributeDifference Inverted(AttributeDifference difference) =>
        new(difference.Attribute, difference.After, difference.Before);

    private InverseChange Inverse(JournalEntry change, UndoVerdict verdict) =>
        InverseChange.Of(change, mapping.Reference, verdict) with { SourceMember = PersonOf(change.Intent) };

    // Who is protected by their DN stays so; the journal of the undo names the person as that of the run did.
    private GroupMember? PersonOf(JournalIntent intent) => intent.SourceId is not { } id
        ? null
        : new GroupMember
        {
            Id = mapping.IsAcrossSources && intent.Source is { } source ? SourceIdentity.Qualify(source, id) : id,
            UserName = intent.Person,
            DistinguishedName = NameOf(intent),
        };

    private string? NameOf(JournalIntent intent) =>
        intent.VendorId is { } account
        && now.Links.LinkTo(account)?.SourceReference is { } reference
        && DistinguishedName.TryParse(reference, out _)
            ? reference
            : null;
}
