using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Plans;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sync;

/// <summary>What the executor needs to know of the group that it changes.</summary>
/// <param name="Group">The group at the vendor.</param>
/// <param name="Policy">What the mapping allows.</param>
/// <param name="Planner">Knows what differs.</param>
/// <param name="Links">Confirmed pairs.</param>
internal sealed record GroupTarget(VendorGroup Group, MappingPolicy Policy, ChangePlanner Planner, MemberLinks Links)
{
    private readonly Lock _gate = new();
    private readonly List<GroupMember> _forgotten = [];

    /// <summary>What the plan that is applied approves; <see langword="null"/> where none is.</summary>
    public MappingApproval? Approval { get; init; }

    /// <summary>People whose linked account turned out to be gone.</summary>
    public IReadOnlyList<GroupMember> Forgotten
    {
        get
        {
            lock (_gate)
                return [.. _forgotten];
        }
    }

    /// <summary>Notes that a person's linked account is gone.</summary>
    public void ForgetLink(GroupMember person)
    {
        lock (_gate)
            _forgotten.Add(person);
    }
}
