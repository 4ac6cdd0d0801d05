using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>Protected people keep their access, and from protected groups nobody is removed. Nothing lifts it but the configuration.</summary>
public sealed class ProtectionGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) => run.Mappings.Select(Evaluate).OfType<GuardHold>();

    private static GuardHold? Evaluate(GuardedMapping mapping)
    {
        var policy = mapping.Plan.Mapping.Policy;
        var reference = mapping.Plan.Mapping.Reference;
        // The mapping may call the group by its id, and the list by its name, or the other way round.
        if (NamePattern.FitsAny(policy.ProtectedGroups, reference.VendorGroup, mapping.Group?.Name, mapping.Group?.Id))
            return Hold(reference, mapping.Removals, $"the vendor group '{reference.VendorGroup}' is in protected_groups");

        var concerned = policy.ProtectedUsers.Count == 0
            ? []
            : mapping.Removals.Where(change => IsProtected(policy.ProtectedUsers, change, mapping.Memory)).ToList();
        return concerned.Count == 0 ? null : Hold(reference, concerned, "protected_users names them");
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
        new("protection", mapping, $"Protection: {why}; {GuardMessage.Held(removals)}.", removals);
}
