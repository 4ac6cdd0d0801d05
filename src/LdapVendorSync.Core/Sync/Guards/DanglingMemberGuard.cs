using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync.Guards;

/// <summary>
/// A reference to an entry that cannot be found, or not be read, holds the removal of the person last seen behind
/// it; of the whole mapping where nobody is known.
/// </summary>
public sealed class DanglingMemberGuard : IRemovalGuard
{
    /// <inheritdoc />
    public bool IsLimit => false;

    /// <inheritdoc />
    public IEnumerable<GuardHold> Evaluate(GuardedRun run) =>
        run.Mappings.Where(mapping => mapping.Memory.Unresolved.Count > 0).SelectMany(Evaluate);

    private static IEnumerable<GuardHold> Evaluate(GuardedMapping mapping)
    {
        if (mapping.Memory.Unresolved.FirstOrDefault(dangling => dangling.VendorId is null) is { } unknown)
        {
            yield return Hold(
                mapping,
                unknown,
                mapping.Removals,
                $"refers to '{unknown.Reference}', which {CannotBe(unknown)}, and nobody is known who was behind it");
            yield break;
        }

        foreach (var dangling in mapping.Memory.Unresolved)
        {
            var concerned = mapping.Removals.Where(change => change.VendorMember?.Id == dangling.VendorId).ToList();
            if (concerned.Count > 0)
                yield return Hold(mapping, dangling, concerned, $"still refers to '{dangling.Reference}', which {CannotBe(dangling)}");
        }
    }

    private static string CannotBe(UnresolvedMember member) => member.IsMissing ? "cannot be found" : "could not be read";

    private static GuardHold Hold(
        GuardedMapping mapping, UnresolvedMember member, IReadOnlyList<MembershipChange> removals, string why) => new(
        "dangling member",
        mapping.Plan.Mapping.Reference,
        $"{(member.IsMissing ? "Dangling" : "Unreadable")} member: the source group '{mapping.Plan.Mapping.Reference.SourceGroup}' {why}; "
            + $"{GuardMessage.Held(removals)} {(member.IsMissing ? "until dangling_grace is over" : "as long as that lasts")}.",
        removals);
}
