using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Plugins;

/// <summary>A provider of somebody who has read little of the contract.</summary>
internal sealed class CarelessProvider : IBatchVendorProvider, IListingVendorProvider
{
    public VendorCapabilities Capabilities { get; init; } = new();

    public BatchCapabilities Batch { get; init; } = new();

    public Func<Task> OnCall { get; init; } = () => Task.CompletedTask;

    public Func<IReadOnlyList<BatchChange>, IReadOnlyList<BatchOutcome>> OnApply { get; init; } = _ => [];

    public GroupMember? Found { get; init; }

    public bool RemovalDeletesAccountIn(VendorGroup group) => group.Name == "everybody";

    public Task ConnectAsync(CancellationToken cancellationToken) => OnCall();

    public async Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken)
    {
        await OnCall();
        return null;
    }

    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) => null!;

    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) => null!;

    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => Task.FromResult(Found);

    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) => null!;

    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) => OnCall();

    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) => OnCall();

    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) => null!;

    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) => OnCall();

    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) => Task.FromResult(OnApply(changes));

    public async IAsyncEnumerable<VendorGroup> ListGroupsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OnCall();
        yield break;
    }

    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) => null!;

    public async ValueTask DisposeAsync() => await OnCall();
}
