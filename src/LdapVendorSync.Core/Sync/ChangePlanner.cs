using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.Core.Sync.Guards;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// Turns the comparison of one group on both sides into the changes that a policy asks for. Pure: it reads and writes nothing.
/// </summary>
/// <param name="mapping">The mapping.</param>
/// <param name="disabledHere">
/// Accounts that the sync itself disabled: they are enabled again also where the source no longer says anything about the person's state.
/// </param>
/// <param name="exclusions">What earlier runs know of the groups whose people the mapping leaves out.</param>
public sealed class ChangePlanner(SyncMapping mapping, IReadOnlySet<string>? disabledHere = null, ExclusionMemory? exclusions = null)
{
    private readonly AttributeProjection _projection = new(mapping.Policy);

    /// <summary>The attributes that recognise people, the best first.</summary>
    public IReadOnlyList<string> MatchOn => mapping.Policy.MatchOn;

    /// <summary>Plans the changes that make the vendor group follow the source group.</summary>
    /// <param name="parts">The source group, part by part (one, unless the mapping is a union), none of them Failed.</param>
    /// <param name="vendor">The vendor group, not Failed.</param>
    /// <param name="links">Confirmed pairs.</param>
    public MappingPlan Plan(IReadOnlyList<GroupContent> parts, GroupContent vendor, MemberLinks links)
    {
        var source = new SourceDifference(mapping, parts, _projection, links, exclusions ?? ExclusionMemory.None);
        var everybody = SourceUnion.Merge(source.Parts, mapping.IsAcrossSources, _projection, mapping.Policy.MatchOn);
        var people = TryOutLimit.Apply(everybody, mapping.Policy);

        // Who somebody is, is known only among everybody: who is past the limit may have the same key.
        var all = WithDoubts(Comparer().Compare(everybody, vendor.Members, links), source);
        var comparison = TryOutLimit.Apply(all, people, mapping.Policy);
        var additions = comparison.Missing.Where(CountsAsMember).Select(Add).ToList();
        var changes = comparison.Matched
            .Where(pair => source.DoubtAbout(pair.Source) is null)
            .Select(Update)
            .OfType<MembershipChange>()
            .ToList();
        var held = HoldAdditions(additions.Concat(changes), source);
        var isHeld = (held?.Changes ?? []).ToHashSet<MembershipChange>(ReferenceEqualityComparer.Instance).Contains;
        var updates = changes.FindAll(change => !isHeld(change));
        var unmanaged = Unmanaged(comparison, links);
        var isUnmanaged = unmanaged.ToHashSet<GroupMember>(ReferenceEqualityComparer.Instance).Contains;
        var removals = Removals(comparison, source).FindAll(change => !isUnmanaged(change.VendorMember!));
        var touched = updates.Concat(removals).Select(change => change.VendorMember!.Id).ToHashSet(StringComparer.Ordinal);
        return new MappingPlan
        {
            Mapping = mapping,
            SourceMembers = people.Count,
            VendorMembers = vendor.Members.Count,
            Accounts = vendor.Members,
            EmptyParts = EmptyParts(source.Parts),
            SourceCompleteness = SourceCompleteness(parts, comparison, TryOutLimit.Reason(everybody.Count, mapping.Policy)),
            VendorCompleteness = vendor.Completeness,
            Adds = additions.FindAll(change => !isHeld(change)),
            HeldAdditions = held,
            LeftOut = source.Excluded,
            ExcludedGroups = [.. parts.SelectMany(part => part.Except)],
            ExclusionDoubts = source.Doubts,
            SourceParts = source.Parts,
            Updates = updates,
            Removals = removals,
            Problems = comparison.Problems,
            Unmanaged = unmanaged,
            Wanted = [.. all.Missing.Where(CountsAsMember), .. Uncertain(all)],
            DisabledAtSource = people.Where(person => !CountsAsMember(person)).ToList(),
            Doubtful = [.. parts.SelectMany(part => part.Doubtful)],
            Matched = comparison.Matched,
            Unchanged = comparison.Matched.Count(pair => !touched.Contains(pair.Vendor.Id)),
        };
    }

    /// <summary>What differs between a person and an account that a look-up found.</summary>
    public IReadOnlyList<AttributeDifference> Differences(GroupMember person, GroupMember account) =>
        mapping.Policy.UpdateUsers ? AttributeComparer.Differences(person, account, Options()) : [];

    /// <summary>A change of the account of a person who was found while adding; <see langword="null"/> where nothing differs.</summary>
    public MembershipChange? UpdateFound(GroupMember person, GroupMember account) =>
        IsToBeEnabled(person, account) ? Enable(person, account)
        : Differences(person, account) is { Count: > 0 } differences ? Update(person, account, differences) : null;

    /// <summary>What an account that does not exist yet gets.</summary>
    /// <param name="person">The person, in the vendor's terms.</param>
    public IReadOnlyList<AttributeDifference> ProfileOf(GroupMember person) =>
    [
        .. _projection.Targets
            .Select(attribute => new AttributeDifference(attribute, null, person.GetValue(attribute)))
            .Where(difference => difference.After is not null),
    ];

    // Who may be left out keeps an account and a membership; nothing is done for them.
    private static GroupComparison WithDoubts(GroupComparison comparison, SourceDifference source)
    {
        var doubts = comparison.Missing
            .Concat(comparison.Matched.Select(pair => pair.Source))
            .Select(person => (Person: person, Why: source.DoubtAbout(person)))
            .Where(doubt => doubt.Why is not null)
            .Select(doubt => new IdentityProblem(IdentityProblemKind.ExclusionInDoubt, doubt.Person, doubt.Why!, ReadSide.Source))
            .ToList();
        return doubts.Count == 0 ? comparison : comparison with
        {
            Missing = [.. comparison.Missing.Where(person => source.DoubtAbout(person) is null)],
            Problems = [.. comparison.Problems, .. doubts],
        };
    }

    private GuardHold? HoldAdditions(IEnumerable<MembershipChange> changes, SourceDifference source)
    {
        if (source.Doubts.Count == 0)
            return null;
        var held = changes
            .Where(change => change.Action is ChangeAction.Add or ChangeAction.Enable && source.MayBeLeftOut(change.SourceMember!))
            .ToList();
        return ExclusionText.Hold(mapping, source.Doubts, held);
    }

    private GroupMembershipComparer Comparer() => new(Options());

    private ComparisonOptions Options() => new()
    {
        MatchOn = mapping.Policy.MatchOn,
        Attributes = _projection.Targets,
        ClearMissing = mapping.Policy.ClearMissing,
    };

    // Somebody who is disabled at the source is not added anywhere, unless the policy says that this makes no difference.
    private bool CountsAsMember(GroupMember person) => person.Enabled != false || mapping.Policy.DisabledMembers == DisabledMembers.Keep;

    private MembershipChange Add(GroupMember person) => new()
    {
        Action = ChangeAction.Add,
        Mapping = mapping.Reference,
        SourceMember = person,
        Reason = $"Member of '{mapping.Reference.SourceGroup}', not of '{mapping.Reference.VendorGroup}'.",
    };

    private MembershipChange? Update(MatchedMember pair)
    {
        if (!CountsAsMember(pair.Source))
            return null;
        if (IsToBeEnabled(pair.Source, pair.Vendor))
            return Enable(pair.Source, pair.Vendor);
        return mapping.Policy.UpdateUsers && pair.Differences.Count > 0 ? Update(pair.Source, pair.Vendor, pair.Differences) : null;
    }

    private MembershipChange Update(GroupMember person, GroupMember account, IReadOnlyList<AttributeDifference> differences) => new()
    {
        Action = ChangeAction.Update,
        Mapping = mapping.Reference,
        SourceMember = person,
        VendorMember = account,
        Differences = differences,
        Reason = $"Differs from the source in {string.Join(", ", differences.Select(difference => difference.Attribute))}.",
    };

    // An account that somebody at the vendor disabled stays so, unless disabled_members has it follow the source, and the source says
    // explicitly that the person is enabled. One that the sync disabled, for being in no group, is enabled for whoever comes back.
    private bool IsToBeEnabled(GroupMember person, GroupMember account)
    {
        if (account.Enabled != false || !CountsAsMember(person))
            return false;
        var isOurs = disabledHere?.Contains(account.Id) == true;
        return mapping.Policy.DisabledMembers == DisabledMembers.Disable ? person.Enabled ?? isOurs : isOurs && person.Enabled != false;
    }

    private MembershipChange Enable(GroupMember person, GroupMember account) => new()
    {
        Action = ChangeAction.Enable,
        Mapping = mapping.Reference,
        SourceMember = person,
        VendorMember = account,
        Differences = [new AttributeDifference(AttributeNames.Enabled, "false", "true")],
        Reason = "No longer disabled at the source, but at the vendor.",
    };

    private List<MembershipChange> Removals(GroupComparison comparison, SourceDifference source)
    {
        var removals = comparison.Matched
            .Where(pair => !CountsAsMember(pair.Source) && source.DoubtAbout(pair.Source) is null)
            .Select(RemoveDisabled)
            .OfType<MembershipChange>()
            .ToList();
        removals.AddRange(comparison.Extra.Select(account => Remove(account, source.OwnerOf(account))));
        return removals;
    }

    // Whom a run added or ever saw in the source has a link.
    private List<GroupMember> Unmanaged(GroupComparison comparison, MemberLinks links) =>
        mapping.Policy.UnmanagedMembers == UnmanagedMembers.Remove
            ? []
            : [.. comparison.Extra.Where(account => links.SourceIdOf(account.Id) is null)];

    private MembershipChange? RemoveDisabled(MatchedMember pair)
    {
        var disable = mapping.Policy.DisabledMembers == DisabledMembers.Disable;
        if (disable && pair.Vendor.Enabled == false)
            return null;
        return new MembershipChange
        {
            Action = disable ? ChangeAction.Disable : ChangeAction.Remove,
            Mapping = mapping.Reference,
            SourceMember = pair.Source,
            VendorMember = pair.Vendor,
            Differences = disable
                ? [new AttributeDifference(AttributeNames.Enabled, pair.Vendor.GetValue(AttributeNames.Enabled), "false")]
                : [],
            Reason = pair.Source.AccountState switch
            {
                AccountState.Expired => "The person's account at the source has expired.",
                AccountState.Locked => "The person's account at the source is locked (locked_accounts: disabled).",
                _ => "The person's account at the source is disabled.",
            },
        };
    }

    private MembershipChange Remove(GroupMember account, ExcludedPerson? excluded) => new()
    {
        Action = ChangeAction.Remove,
        Mapping = mapping.Reference,
        VendorMember = account,
        Reason = excluded is null
            ? $"Not a member of '{mapping.Reference.SourceGroup}'."
            : $"Member of {excluded.Group}, which is left out (except).",
    };

    private static IEnumerable<GroupMember> Uncertain(GroupComparison comparison) =>
        comparison.Problems.Where(problem => problem.Side == ReadSide.Source).Select(problem => problem.Member);

    private List<string> EmptyParts(IReadOnlyList<GroupContent> parts) =>
        [.. mapping.Parts.Zip(parts).Where(pair => pair.Second.Members.Count == 0).Select(pair => pair.First.SourceGroup)];

    private static Completeness SourceCompleteness(IReadOnlyList<GroupContent> parts, GroupComparison comparison, ReadReason? limit)
    {
        var reasons = parts.SelectMany(part => part.Completeness.Reasons).Concat(ReasonsOfExcluded(parts)).ToList();
        reasons.AddRange(comparison.Problems
            .Where(problem => problem is { Kind: IdentityProblemKind.NoKey, Side: ReadSide.Source })
            .Select(problem => new ReadReason(
                ReadReasonKind.MemberWithoutKey, HoldScope.Mapping, problem.Message, problem.Member.DistinguishedName)));
        if (limit is not null)
            reasons.Add(limit);
        return reasons.Count == 0 ? Completeness.Complete : Completeness.Partial(reasons);
    }

    // Somebody who is missing in an excluded group is not to be added, which is held where it is due; nobody is removed for it.
    private static IEnumerable<ReadReason> ReasonsOfExcluded(IReadOnlyList<GroupContent> parts) => parts
        .SelectMany(part => part.Except)
        .SelectMany(group => group.Content.Completeness.Reasons)
        .Select(reason => reason.Scope == HoldScope.Person ? reason with { Scope = HoldScope.Nothing } : reason);
}
