using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>Protected people keep their access, and from protected groups nobody is removed. Nothing lifts it but the configuration.</summary>
public sealed class ProtectionGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.Mappings.SelectMany(mapping => Evaluate(run, mapping));

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
