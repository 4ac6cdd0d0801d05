using System.Globalization;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Audit;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Odoo;

/// <summary>
/// Reads groups and accounts of an Odoo server from its PostgreSQL database (Odoo 14 to 19). It changes nothing: Odoo's rules live in its
/// code, not in its tables.
/// </summary>
internal sealed class OdooVendorProvider : IListingVendorProvider, IGroupHierarchy, IWholeSystem
{
    private readonly VendorContext _context;
    private readonly OdooSettings _settings;
    private readonly Lock _gate = new();
    private OdooDatabase? _database;
    private OdooShape? _shape;
    private Task<OdooUserIndex>? _index;

    public OdooVendorProvider(VendorContext context)
    {
        _context = context;
        _settings = context.Settings.ProviderSettings as OdooSettings
            ?? throw new VendorException(VendorFailure.Unsupported, $"{context.Settings.Name}: the block odoo: is missing.");
    }

    /// <summary>How the registry knows the provider.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "odoo",
        Description = "Groups and users of an Odoo server (14 to 19), read from its PostgreSQL database; nothing is written.",
        SettingsType = typeof(OdooSettings),
        Create = context => new OdooVendorProvider(context),
    };

    public VendorCapabilities Capabilities { get; } =
        new() { CreateUsers = false, UpdateUsers = false, ChangeMemberships = false };

    private OdooDatabase Database => _database ?? throw NotConnected();

    private OdooShape Shape => _shape ?? throw NotConnected();

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _database = await OdooDatabase.CreateAsync(_context, _settings, cancellationToken).ConfigureAwait(false);
        _shape = await _database.ReadAsync("connect", OdooShape.DetectAsync, cancellationToken).ConfigureAwait(false);
    }

    public async Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken)
    {
        var table = await ReadGroupsAsync($"look the group '{group}' up", cancellationToken).ConfigureAwait(false);
        // What the run calls the group by is what the config says.
        return table.Find(_context.Settings.Name, group) is { } found
            ? found.ToVendorGroup(_settings.Languages) with { Name = group }
            : null;
    }

    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
        new(
            ReadSide.Vendor,
            _context.Settings.Name,
            group.Name,
            (recorder, token) => ReadMembersAsync(group, recorder, token),
            cancellationToken);

    public async Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var index = await Index(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
                return index.Find(_context.Settings.Name, key);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another caller had begun to read the accounts, and gave up.
            }
        }
    }

    public async IAsyncEnumerable<VendorGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await ReadGroupsAsync("list the groups", cancellationToken).ConfigureAwait(false);
        foreach (var group in table.Groups.Where(group => !group.IsArchived))
            yield return group.ToVendorGroup(_settings.Languages);
    }

    public async IAsyncEnumerable<GroupMember> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var people = ReadPeopleAsync("list the users", OpenAsync, cancellationToken);
        await foreach (var user in people.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (IsPerson(user))
                yield return user.WithoutGroup();
        }

        Task OpenAsync(OdooTransaction transaction) => OdooUserQuery.OpenAllAsync(transaction, Shape, cancellationToken);
    }

    public async IAsyncEnumerable<GroupNesting> ListNestingsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var nestings = await Database.ReadAsync(
            "list the groups within groups",
            (transaction, token) => OdooSystemQuery.ReadNestingsAsync(transaction, Shape, token),
            cancellationToken)
            .ConfigureAwait(false);
        foreach (var nesting in nestings)
            yield return nesting;
    }

    public Task<SystemContent> ReadSystemAsync(CancellationToken cancellationToken) => Database.ReadAsync(
        "read everything", (transaction, token) => new OdooSystemQuery(transaction, Shape, _settings).ReadAsync(token), cancellationToken);

    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) => throw ReadOnly();

    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        throw ReadOnly();

    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) => throw ReadOnly();

    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) => throw ReadOnly();

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task<OdooGroupTable> ReadGroupsAsync(string purpose, CancellationToken cancellationToken) => Database.ReadAsync(
        purpose, (transaction, token) => OdooGroupTable.ReadAsync(transaction, Shape, _settings.Languages, token), cancellationToken);

    private async IAsyncEnumerable<GroupMember> ReadMembersAsync(
        VendorGroup group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = group.Id;
        var id = int.Parse(group.Id, CultureInfo.InvariantCulture);
        var people = ReadPeopleAsync($"read the members of group '{group.Name}'", OpenAsync, cancellationToken);
        await foreach (var user in people.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!user.IsThere)
                recorder.Report(Dangling(user));
            else if (IsPerson(user))
                yield return user.Member;
            else
                recorder.FilteredOut++;
        }

        // Reached only behind a batch that was not full and a transaction that ended in good order.
        recorder.MarkProved();

        async Task OpenAsync(OdooTransaction transaction)
        {
            // In the state that the members are read from: a group that went meanwhile must not look like an empty one.
            var table = await OdooGroupTable.ReadAsync(transaction, Shape, _settings.Languages, cancellationToken).ConfigureAwait(false);
            if (!table.Groups.Any(one => one.Id == id && !one.IsArchived))
                throw new VendorException(
                    VendorFailure.NotFound, $"{_context.Settings.Name}: the group '{group.Name}' is gone, or archived.");
            await OdooUserQuery.OpenMembersAsync(transaction, Shape, id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<OdooUser> ReadPeopleAsync(
        string purpose, Func<OdooTransaction, Task> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var transaction = await Database.BeginAsync(purpose, cancellationToken).ConfigureAwait(false);
        await using var disposal = transaction.ConfigureAwait(false);
        await ExplainedAsync(purpose, () => open(transaction)).ConfigureAwait(false);
        List<OdooUser> batch;
        do
        {
            batch = [];
            await ExplainedAsync(
                purpose,
                async () => batch = await OdooUserQuery.FetchAsync(transaction, cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
            foreach (var user in batch)
                yield return user;
        }
        while (batch.Count == OdooUserQuery.BatchSize);

        await ExplainedAsync(purpose, () => transaction.CommitAsync(cancellationToken)).ConfigureAwait(false);
    }

    private async Task ExplainedAsync(string purpose, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception error) when (OdooErrors.IsOfDatabase(error))
        {
            throw Database.Explain(purpose, error);
        }
    }

    // All accounts at once, as looking people up one by one would read the table each time: no index ignores the case of letters.
    private Task<OdooUserIndex> Index(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_index is null or { IsFaulted: true } or { IsCanceled: true })
                _index = OdooUserIndex.ReadAsync(ListUsersAsync(cancellationToken), cancellationToken);
            return _index;
        }
    }

    private bool IsPerson(OdooUser user) => _settings.SystemUsers || !user.IsSystem;

    private static ReadReason Dangling(OdooUser user) => new(
        ReadReasonKind.DanglingMember, HoldScope.Mapping, $"The group lists the account {user.Id}, which is not among the users.", user.Id);

    private VendorException ReadOnly() => new(
        VendorFailure.Unsupported, $"{_context.Settings.Name}: Odoo is read only here; change groups and users in Odoo itself.")
    {
        NotSent = true,
    };

    private InvalidOperationException NotConnected() => new($"Vendor '{_context.Settings.Name}' is not connected.");
}
