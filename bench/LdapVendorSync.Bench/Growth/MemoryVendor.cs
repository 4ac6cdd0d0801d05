using System.Collections.Concurrent;
using LdapVendorSync.Bench.Populations;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Bench.Growth;

/// <summary>
/// A vendor of one group that answers at once. Its members are made up while they are read; only what is changed is kept, and shown when the
/// group is read back.
/// </summary>
/// <param name="people">Who is in the group to begin with.</param>
internal sealed class MemoryVendor(People people) : IVendorProvider
{
    /// <summary>The name of its provider.</summary>
    public const string Module = "memory";

    private readonly ConcurrentDictionary<string, GroupMember> _added = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<AttributeDifference>> _updated = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _removed = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public VendorCapabilities Capabilities { get; } = new();

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        Task.FromResult<VendorGroup?>(new VendorGroup(group, group));

    /// <inheritdoc />
    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        throw new VendorException(VendorFailure.Unsupported, "There is one group.");

    /// <inheritdoc />
    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) => new(
        ReadSide.Vendor,
        Module,
        group.Name,
        (recorder, _) =>
        {
            recorder.MarkProved();
            return Members().ToAsyncEnumerable();
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => Task.FromResult<GroupMember?>(null);

    /// <inheritdoc />
    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
        Task.FromResult(member with { Id = $"new-{member.UserName}" });

    /// <inheritdoc />
    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
    {
        _updated[user.Id] = differences;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        _added[user.Id] = user;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        _removed[user.Id] = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<GroupMember> Members() => people.AtVendor()
        .Where(account => !_removed.ContainsKey(account.Id))
        .Select(account => _updated.GetValueOrDefault(account.Id, [])
            .Aggregate(account, (updated, difference) => updated.WithValue(difference.Attribute, difference.After)))
        .Concat(_added.Values);
}
