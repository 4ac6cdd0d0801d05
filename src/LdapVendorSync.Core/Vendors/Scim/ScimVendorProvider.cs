using System.Net;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>Speaks SCIM 2.0 (RFC 7643, RFC 7644), also with servers that take the standard lightly.</summary>
internal sealed class ScimVendorProvider : IBatchVendorProvider, IListingVendorProvider
{
    private readonly VendorContext _context;
    private readonly ScimSettings _settings;
    private readonly ScimFields _fields;
    private Connection? _connection;

    public ScimVendorProvider(VendorContext context)
    {
        _context = context;
        _settings = context.Settings.ProviderSettings as ScimSettings ?? new ScimSettings();
        if (_settings.Validate(context.Settings).FirstOrDefault() is { } problem)
            throw new VendorException(VendorFailure.Unsupported, $"{context.Settings.Name}: {problem.Key}: {problem.Message}");
        _fields = new ScimFields(context.Settings, _settings);
    }

    /// <summary>How the registry knows the provider.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "scim",
        Description = "Any application with a SCIM 2.0 API, such as Slack, AWS IAM Identity Center or GitHub Enterprise.",
        SettingsType = typeof(ScimSettings),
        Create = context => new ScimVendorProvider(context),
    };

    public VendorCapabilities Capabilities => new()
    {
        CreateGroups = true,
        DisableUsers = _fields.Has(AttributeNames.Enabled),
        DeleteUsers = _settings.Profile.DeletesUsers,
        ReplacesWholeGroup = !(_connection?.Session.Patches ?? _settings.Patch ?? true),
        MaxConcurrency = _settings.Profile.MaxConcurrency,
    };

    public BatchCapabilities Batch => new()
    {
        Actions = _connection?.Bulk.IsOffered == true
            ? new HashSet<ChangeAction> { ChangeAction.Add, ChangeAction.Remove, ChangeAction.Update }
            : new HashSet<ChangeAction> { ChangeAction.Add, ChangeAction.Remove },
    };

    private Connection Connected =>
        _connection ?? throw new InvalidOperationException($"Vendor '{_context.Settings.Name}' is not connected.");

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var endpoint = _context.ToEndpoint();
        var http = await VendorHttpClient
            .CreateAsync(endpoint with { Concurrency = Math.Min(endpoint.Concurrency, Capabilities.MaxConcurrency ?? int.MaxValue) }, cancellationToken)
            .ConfigureAwait(false);
        var client = new ScimClient(http);
        try
        {
            var logger = _context.LoggerFactory.CreateLogger<ScimVendorProvider>();
            var isThere = await ProbeAsync(client, ScimFeatures.Of(_settings), cancellationToken, HttpStatusCode.NotFound)
                .ConfigureAwait(false);
            var discovery = new ScimDiscovery(client, _settings, _context.Settings.Name, logger);
            var features = await discovery.DiscoverAsync(cancellationToken).ConfigureAwait(false);
            if (!isThere)
                await ProbeAsync(client, features, cancellationToken).ConfigureAwait(false);
            logger.LogDebug("{Vendor}: {Features}", _context.Settings.Name, features);
            _connection = new Connection(client, new ScimSession(_context, _settings, client, _fields, features, logger));
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        Connected.Groups.FindAsync(group, cancellationToken);

    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        Connected.Groups.CreateAsync(group, cancellationToken);

    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) => new(
        ReadSide.Vendor, _context.Settings.Name, group.Name, (recorder, token) => ReadAsync(group, recorder, token), cancellationToken);

    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) =>
        Connected.Users.FindAsync(key, cancellationToken);

    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
        Connected.Users.CreateAsync(member, cancellationToken);

    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        Connected.UserWriter.UpdateAsync(user, differences, cancellationToken);

    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        Connected.UserWriter.SetEnabledAsync(user, enabled, cancellationToken);

    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ChangeMemberAsync(group, new BatchChange(ChangeAction.Add, user, []), cancellationToken);

    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ChangeMemberAsync(group, new BatchChange(ChangeAction.Remove, user, []), cancellationToken);

    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) =>
        Connected.Users.DeleteAsync(user, cancellationToken);

    public IAsyncEnumerable<VendorGroup> ListGroupsAsync(CancellationToken cancellationToken) =>
        Connected.Groups.ListAsync(cancellationToken);

    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) =>
        Connected.Users.ListAsync(cancellationToken);

    public async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        var updates = changes.Where(change => change.Action == ChangeAction.Update).ToArray();
        var members = changes.Where(change => change.Action != ChangeAction.Update).ToArray();
        var outcomes = new Dictionary<BatchChange, VendorException?>(ReferenceEqualityComparer.Instance);
        if (updates.Length > 0)
            Take(await Connected.Bulk.UpdateAsync(updates, cancellationToken).ConfigureAwait(false));
        if (members.Length > 0)
            Take(await Connected.MemberWriter.ApplyAsync(group, members, cancellationToken).ConfigureAwait(false));
        return [.. changes.Select(change => new BatchOutcome(change, outcomes[change]))];

        void Take(IReadOnlyDictionary<BatchChange, VendorException?> some)
        {
            foreach (var (change, failure) in some)
                outcomes[change] = failure;
        }
    }

    public ValueTask DisposeAsync() => _connection?.Client.DisposeAsync() ?? ValueTask.CompletedTask;

    // Asked first, and by itself: what a server says of itself it often says to anybody, and credentials that are refused are to be sent
    // once. Some servers list nobody without a filter, and say so with 400.
    private static async Task<bool> ProbeAsync(
        ScimClient client, ScimFeatures features, CancellationToken cancellationToken, params HttpStatusCode[] absent)
    {
        var answer = await client.GetAsync(
            $"{features.Users}?count=1", "connect", cancellationToken, [HttpStatusCode.BadRequest, .. absent]).ConfigureAwait(false);
        return answer is not null || absent.Length == 0;
    }

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        VendorGroup group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connection = Connected;
        recorder.GroupId = group.Id;
        connection.Session.BeginRead(group);
        var state = await connection.MemberReader.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        foreach (var reason in state.Reasons)
            recorder.Report(reason);
        if (state.NestedGroups > 0)
        {
            connection.Session.Logger.LogInformation(
                "{Vendor}: {Count} members of group '{Group}' are groups, which are left alone.",
                connection.Session.Vendor, state.NestedGroups, group.Name);
        }

        var accounts = state.Accounts
            ?? await ResolveAsync(connection, group, state.Ids, recorder, cancellationToken).ConfigureAwait(false);
        foreach (var account in accounts.OrderBy(account => account.Id, StringComparer.Ordinal))
            yield return account;
        recorder.MarkProved();
    }

    private static async Task<IReadOnlyCollection<GroupMember>> ResolveAsync(
        Connection connection, VendorGroup group, HashSet<string> ids, GroupReadRecorder recorder, CancellationToken cancellationToken)
    {
        var (accounts, unlisted) = await connection.Resolver.ResolveAsync(group, ids, cancellationToken).ConfigureAwait(false);
        if (unlisted.Count > 0)
        {
            var cutOff = new ReadReason(
                ReadReasonKind.LimitExceeded,
                HoldScope.Mapping,
                $"The group does not list {unlisted.Count} accounts that say to be in it (such as '{unlisted[0]}'): "
                    + "the server cuts its members off. scim.members_from: users may read them all.");
            connection.MemberReader.NoteCutOff(group, cutOff);
            recorder.Report(cutOff);
        }

        var found = accounts.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in ids.Where(id => !found.Contains(id)))
        {
            recorder.Report(new ReadReason(
                ReadReasonKind.DanglingMember,
                HoldScope.Nothing,
                $"The group lists a member with id '{id}', whom the server does not know; that entry is left alone.",
                id));
        }

        return accounts;
    }

    private async Task ChangeMemberAsync(VendorGroup group, BatchChange change, CancellationToken cancellationToken)
    {
        var outcomes = await Connected.MemberWriter.ApplyAsync(group, [change], cancellationToken).ConfigureAwait(false);
        if (outcomes[change] is { } failure)
            throw failure;
    }

    /// <summary>What works together while the vendor is connected.</summary>
    private sealed class Connection
    {
        public Connection(ScimClient client, ScimSession session)
        {
            Client = client;
            Session = session;
            Users = new ScimUsers(session);
            UserWriter = new ScimUserWriter(session);
            Bulk = new ScimBulk(session, UserWriter);
            Groups = new ScimGroups(session);
            MemberReader = new ScimMemberReader(session);
            Resolver = new ScimAccountResolver(session);
            MemberWriter = new ScimMemberWriter(session, MemberReader);
        }

        public ScimClient Client { get; }

        public ScimSession Session { get; }

        public ScimUsers Users { get; }

        public ScimUserWriter UserWriter { get; }

        public ScimBulk Bulk { get; }

        public ScimGroups Groups { get; }

        public ScimMemberReader MemberReader { get; }

        public ScimAccountResolver Resolver { get; }

        public ScimMemberWriter MemberWriter { get; }
    }
}
