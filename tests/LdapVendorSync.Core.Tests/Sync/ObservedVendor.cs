using System.Collections.Concurrent;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Sqlite;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>
/// What a test asks of a vendor that is a SQLite file: to be able to do other things than the file can, to fail, and to tell what it was asked.
/// </summary>
internal sealed class ObservedVendor
{
    /// <summary>What the vendor can do; the file's own capabilities are handed in.</summary>
    public Func<VendorCapabilities, VendorCapabilities> Capabilities { get; set; } = capabilities => capabilities;

    /// <summary>What the vendor takes together; <see langword="null"/> for a vendor that takes nothing together.</summary>
    public BatchCapabilities? Batch { get; set; }

    /// <summary>Called before a batch is applied.</summary>
    public Func<IReadOnlyList<BatchChange>, CancellationToken, Task> BeforeBatch { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called after a batch was applied; gives back what the provider says.</summary>
    public Func<IReadOnlyList<BatchOutcome>, IReadOnlyList<BatchOutcome>> AfterBatch { get; set; } = outcomes => outcomes;

    /// <summary>Whether batches are confirmed and have no effect.</summary>
    public bool Pretends { get; set; }

    /// <summary>Called before every other request that changes something, with its name and whom it is about.</summary>
    public Func<string, GroupMember, Task> BeforeChange { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called after every such request.</summary>
    public Func<string, GroupMember, Task> AfterChange { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether a run has connected.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Called before an account is looked up.</summary>
    public Func<MatchKey, Task> BeforeFind { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after an account was looked up; gives back what the provider says.</summary>
    public Func<MatchKey, GroupMember?, GroupMember?> AfterFind { get; set; } = (_, account) => account;

    /// <summary>Called before a group is looked up.</summary>
    public Func<string, Task> BeforeFindGroup { get; set; } = _ => Task.CompletedTask;

    /// <summary>The requests that changed something, in their order: <c>add user00001</c>, or <c>batch 3</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The batches that were given to the provider.</summary>
    public ConcurrentQueue<IReadOnlyList<BatchChange>> Batches { get; } = [];

    /// <summary>The providers with this vendor in the place of the SQLite one.</summary>
    public VendorProviderRegistry Registry()
    {
        var registry = VendorProviderRegistry.CreateDefault();
        registry.Unregister("sqlite");
        registry.Register(SqliteVendorProvider.Descriptor with { Create = Create });
        return registry;
    }

    private Provider Create(VendorContext context)
    {
        var file = (SqliteVendorProvider)SqliteVendorProvider.Descriptor.Create(context);
        return Batch is null ? new Provider(this, file) : new BatchProvider(this, file, Batch);
    }

    private class Provider(ObservedVendor vendor, SqliteVendorProvider file) : IVendorProvider
    {
        public VendorCapabilities Capabilities => vendor.Capabilities(file.Capabilities);

        public Task ConnectAsync(CancellationToken cancellationToken)
        {
            vendor.IsConnected = true;
            return file.ConnectAsync(cancellationToken);
        }

        public async Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken)
        {
            await vendor.BeforeFindGroup(group);
            return await file.FindGroupAsync(group, cancellationToken);
        }

        public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken)
        {
            vendor.Requests.Enqueue($"create group {group}");
            return file.CreateGroupAsync(group, cancellationToken);
        }

        public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
            file.ReadGroupMembers(group, cancellationToken);

        public async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
        {
            await vendor.BeforeFind(key);
            return vendor.AfterFind(key, await file.FindUserAsync(key, cancellationToken));
        }

        public async Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken)
        {
            await TellAsync("create", member);
            return await file.CreateUserAsync(member, cancellationToken);
        }

        public async Task UpdateUserAsync(
            GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
        {
            await TellAsync("update", user);
            await file.UpdateUserAsync(user, differences, cancellationToken);
        }

        public async Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken)
        {
            await TellAsync(enabled ? "enable" : "disable", user);
            await file.SetUserEnabledAsync(user, enabled, cancellationToken);
        }

        public async Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            await TellAsync("add", user);
            await file.AddGroupMemberAsync(group, await MadeAsync(user, cancellationToken), cancellationToken);
            await vendor.AfterChange("add", user);
        }

        public async Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
        {
            await TellAsync("remove", user);
            if (Capabilities.RemovalDeletesAccount)
                await file.DeleteUserAsync(user, cancellationToken);
            else
                await file.RemoveGroupMemberAsync(group, user, cancellationToken);
            await vendor.AfterChange("remove", user);
        }

        public async Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken)
        {
            await TellAsync("delete", user);
            await file.DeleteUserAsync(user, cancellationToken);
            await vendor.AfterChange("delete", user);
        }

        public ValueTask DisposeAsync() => file.DisposeAsync();

        // A vendor that makes accounts by adding people is given people, and finds out for itself whether it has them.
        protected async Task<GroupMember> MadeAsync(GroupMember user, CancellationToken cancellationToken) => Capabilities.AddCreatesUsers
            ? await file.FindUserAsync(MatchKey.Of(user, AttributeNames.UserName)!.Value, cancellationToken)
                ?? await file.CreateUserAsync(user, cancellationToken)
            : user;

        private Task TellAsync(string request, GroupMember user)
        {
            vendor.Requests.Enqueue($"{request} {user.UserName}");
            return vendor.BeforeChange(request, user);
        }
    }

    private sealed class BatchProvider(ObservedVendor vendor, SqliteVendorProvider file, BatchCapabilities batch)
        : Provider(vendor, file), IBatchVendorProvider
    {
        private readonly ObservedVendor _vendor = vendor;
        private readonly SqliteVendorProvider _file = file;
        private int _underWay;

        public BatchCapabilities Batch => batch;

        public async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
            VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _underWay).ShouldBeLessThanOrEqualTo(batch.MaxConcurrency, "too many batches at once");
            changes.Count.ShouldBeLessThanOrEqualTo(batch.MaxChanges);
            changes.Select(change => change.User.Id).ShouldBeUnique();
            changes.ShouldAllBe(change => batch.Actions.Contains(change.Action));
            _vendor.Requests.Enqueue($"batch {changes.Count}");
            _vendor.Batches.Enqueue(changes);
            try
            {
                await _vendor.BeforeBatch(changes, cancellationToken);
                if (_vendor.Pretends)
                    return [.. changes.Select(change => new BatchOutcome(change))];
                var made = new List<BatchChange>();
                foreach (var change in changes)
                    made.Add(change with { User = await MadeAsync(change.User, cancellationToken) });
                if (Capabilities.RemovalDeletesAccount)
                    return [.. await Task.WhenAll(changes.Select(change => DeleteAsync(change, cancellationToken)))];
                var outcomes = await _file.ApplyAsync(group, made, cancellationToken);
                return _vendor.AfterBatch([.. outcomes.Zip(changes, (outcome, change) => outcome with { Change = change })]);
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }

        private async Task<BatchOutcome> DeleteAsync(BatchChange change, CancellationToken cancellationToken)
        {
            change.Action.ShouldBe(ChangeAction.Remove);
            await _file.DeleteUserAsync(change.User, cancellationToken);
            return new BatchOutcome(change);
        }
    }
}
