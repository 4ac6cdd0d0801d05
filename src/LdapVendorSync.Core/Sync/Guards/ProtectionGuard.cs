using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>Protected people keep their access, and from protected groups nobody is removed. Nothing lifts it but the configuration.</summary>
public sealed class ProtectionGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) =>
        run.Mappings.SelectMany(mapping => Evaluate(run, mapping).Concat(OfUnread(run, mapping)));

    private static IEnumerable<GuardHold> Evaluate(GuardedRun run, GuardedMapping mapping)
    {
        var elsewhere = run.DisabledElsewhere(mapping).GroupBy(pair => pair.Mapping.Plan.Mapping.Reference, pair => pair.Change);
        var policy = mapping.Plan.Mapping.Policy;
        var reference = mapping.Plan.Mapping.Reference;
        // The mapping may call the group by its id, and the list by its name, or the other way round.
        if (NamePattern.FitsAny(policy.ProtectedGroups, reference.VendorGroup, mapping.Group?.Name, mapping.Group?.Id))
        {
            var why = $"the vendor group '{reference.VendorGroup}' is in protected_groups";
            return [Hold(reference, mapping.Removals, why), .. elsewhere.Select(other => Hold(other.Key, [.. other], why))];
        }

        if (policy.ProtectedUsers.Count == 0)
            return [];
        const string Named = "protected_users names them";
        return
        [
            Hold(reference, Protected(mapping.Removals), Named),
            .. elsewhere.Select(other => Hold(other.Key, Protected(other), Named)),
        ];

        List<MembershipChange> Protected(IEnumerable<MembershipChange> changes) =>
            [.. changes.Where(change => IsProtected(policy.ProtectedUsers, change, mapping.Memory))];
    }

    // Who loses the account loses it for groups as well that nobody has looked into.
    private static IEnumerable<GuardHold> OfUnread(GuardedRun run, GuardedMapping mapping)
    {
        var removals = mapping.Removals.Where(GuardedRun.IsOfAccount).ToList();
        if (removals.Count == 0)
            yield break;
        foreach (var (unread, _) in run.UnreadOf(mapping.Vendor.Target))
        {
            var policy = unread.Policy;
            var isKept = policy.KeepAtLeast > 0 || NamePattern.FitsAny(policy.ProtectedGroups, unread.Reference.VendorGroup);
            var held = removals.FindAll(change => isKept || IsProtected(policy.ProtectedUsers, change, mapping.Memory));
            if (held.Count > 0)
                yield return Hold(
                    mapping.Plan.Mapping.Reference,
                    held,
                    $"they would lose the vendor group '{unread.Reference.VendorGroup}' too, which is protected and was not read in this run");
        }
    }

    private static bool IsProtected(IReadOnlyList<string> patterns, MembershipChange change, MappingMemory memory) =>
        IsProtected(patterns, change.VendorMember)
        || IsProtected(patterns, change.SourceMember)
        || (change.VendorMember is { } account
            && memory.NamesAtSource.TryGetValue(account.Id, out var names)
            && NamePattern.FitsAny(patterns, [.. names]));

    private static bool IsProtected(IReadOnlyList<string> patterns, GroupMember? member) =>
        member is not null && NamePattern.FitsAny(patterns, member.UserName, member.Email, member.Id, member.DistinguishedName);

    private static GuardHold Hold(MappingReference mapping, IReadOnlyList<MembershipChange> removals, string why) =>
        new("protection", mapping, $"Protection: {why}; {GuardMessage.Held(removals)}.", removals)
        {
            TrustsSource = true,
        };
}
