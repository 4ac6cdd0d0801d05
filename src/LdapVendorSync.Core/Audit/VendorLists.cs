using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Audit;

/// <summary>The lists of a vendor.</summary>
internal sealed class VendorLists(string name, IListingVendorProvider provider) : ISystemLists
{
    public string Name => name;

    public IGroupHierarchy? Hierarchy => provider as IGroupHierarchy;

    // A list throws unless it comes to its end, so that its end is proof.
    public GroupRead ReadUsers(CancellationToken cancellationToken) => new(
        ReadSide.Vendor,
        name,
        "all accounts",
        (recorder, token) => ListUsersAsync(recorder, token),
        cancellationToken);

    public async IAsyncEnumerable<ListedGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var group in provider.ListGroupsAsync(cancellationToken).ConfigureAwait(false))
            yield return new ListedGroup(group.Id, group.Name, null, group);
    }

    public GroupRead ReadGroup(ListedGroup group, CancellationToken cancellationToken) =>
        provider.ReadGroupMembers((VendorGroup)group.Address, cancellationToken);

    private async IAsyncEnumerable<GroupMember> ListUsersAsync(
        GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var user in provider.ListUsersAsync(cancellationToken).ConfigureAwait(false))
            yield return user;
        recorder.MarkProved();
    }
}
