using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;

namespace LdapVendorSync.Core.Audit;

/// <summary>The lists of a source.</summary>
internal sealed class SourceLists(ISource source) : ISystemLists
{
    public string Name => source.Name;

    public IGroupHierarchy? Hierarchy => source as IGroupHierarchy;

    // As a group, because a read proves its end and a list does not.
    public GroupRead ReadUsers(CancellationToken cancellationToken) =>
        source.ReadGroup(new GroupReference(GroupReference.EverybodyName), cancellationToken);

    public async IAsyncEnumerable<ListedGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var group in source.ListGroupsAsync(cancellationToken).ConfigureAwait(false))
            yield return new ListedGroup(group.Id, group.Name, group.Description, group.DistinguishedName ?? group.Id)
            {
                Path = group.DistinguishedName,
            };
    }

    public GroupRead ReadGroup(ListedGroup group, CancellationToken cancellationToken) =>
        source.ReadGroup(new GroupReference((string)group.Address, Recurse: false), cancellationToken);
}
