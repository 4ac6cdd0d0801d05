using LdapVendorSync.Core.Members;

namespace LdapVendorSync.ProviderKit;

/// <summary>A group that was read to its end.</summary>
internal sealed record ReadMembers(IReadOnlyList<GroupMember> Members, Completeness Completeness)
{
    /// <summary>Requires that the read is Complete and gave exactly these members.</summary>
    public void CheckComplete(IEnumerable<GroupMember> expected)
    {
        Check.That(
            Completeness.Status == CompletenessStatus.Complete,
            $"The read was expected to be Complete, and is {Completeness}.",
            Completeness.Error);
        Check.SameSet(expected.Select(member => member.Id), Members.Select(member => member.Id), "members that were read");
    }

    /// <summary>Requires that the read does not say that it is complete.</summary>
    public void CheckIncomplete(string why) => Check.That(
        Completeness.HoldsMapping, $"{why}, and the read of {Members.Count} members is {Completeness}: removals would follow from it.");
}
