using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>A provider that hands everything on to one that works, but for what a mutant overrides.</summary>
internal class BrokenProvider(IVendorProvider inner) : IVendorProvider
{
    public virtual VendorCapabilities Capabilities => inner.Capabilities;

    protected IVendorProvider Inner => inner;

    public virtual Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public virtual Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        inner.FindGroupAsync(group, cancellationToken);

    public virtual Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        inner.CreateGroupAsync(group, cancellationToken);

    public virtual GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
        inner.ReadGroupMembers(group, cancellationToken);

    public virtual Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) =>
        inner.FindUserAsync(key, cancellationToken);

    public virtual Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
        inner.CreateUserAsync(member, cancellationToken);

    public virtual Task UpdateUserAsync(
        GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        inner.UpdateUserAsync(user, differences, cancellationToken);

    public virtual Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        inner.SetUserEnabledAsync(user, enabled, cancellationToken);

    public virtual Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        inner.AddGroupMemberAsync(group, user, cancellationToken);

    public virtual Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        inner.RemoveGroupMemberAsync(group, user, cancellationToken);

    public virtual Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) =>
        inner.DeleteUserAsync(user, cancellationToken);

    public ValueTask DisposeAsync() => EndAsync();

    protected virtual ValueTask EndAsync() => inner.DisposeAsync();

    /// <summary>A read that yields what a function makes of the members that were really read.</summary>
    protected GroupRead Rewrite(
        VendorGroup group,
        Func<IReadOnlyList<GroupMember>, Completeness, IEnumerable<GroupMember>> rewrite,
        CancellationToken cancellationToken) =>
        new(ReadSide.Vendor, "broken", group.Name, (recorder, token) => RewriteAsync(group, recorder, rewrite, token), cancellationToken);

    private async IAsyncEnumerable<GroupMember> RewriteAsync(
        VendorGroup group,
        GroupReadRecorder recorder,
        Func<IReadOnlyList<GroupMember>, Completeness, IEnumerable<GroupMember>> rewrite,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = inner.ReadGroupMembers(group, cancellationToken);
        var members = new List<GroupMember>();
        await foreach (var member in read)
            members.Add(member);
        foreach (var member in rewrite(members, read.Completeness!))
            yield return member;
        recorder.MarkProved();
    }
}
