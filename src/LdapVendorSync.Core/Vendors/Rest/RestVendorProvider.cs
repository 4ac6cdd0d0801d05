using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Vendors.Rest.Batches;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>
/// Speaks any REST API that can be described: by default users below <c>/users</c> and members below <c>/groups/{group}/members</c>, in
/// JSON or XML; a
/// <c>rest:</c> block says what differs.
/// </summary>
internal class RestVendorProvider : IBatchVendorProvider
{
    private readonly VendorContext _context;
    private readonly RestShape _shape;
    private RestClient? _client;
    private RestUsers? _users;
    private RestGroups? _groups;
    private RestMemberList? _members;
    private RestMemberships? _memberships;
    private RestBatches? _batches;

    public RestVendorProvider(VendorContext context)
    {
        _context = context;
        _shape = Compile(context.Settings);
        Capabilities = new VendorCapabilities
        {
            CreateUsers = _shape.CreateUser is not null,
            UpdateUsers = _shape.UpdateUser is not null,
            DisableUsers = _shape.SetEnabled is not null && _shape.Fields.PathOf(AttributeNames.Enabled) is not null,
            DeleteUsers = _shape.DeleteUser is not null,
            ChangeMemberships = _shape.Replace is not null || (_shape.AddMember ?? (object?)_shape.AddMembers) is not null,
            RemovalDeletesAccount = _shape.RemovalDeletesAccount,
            AddCreatesUsers = _shape.AddCreatesUsers,
            CreateGroups = _shape.CreateGroup is not null,
            ReplacesWholeGroup = _shape.Replace is not null,
        };
        Batch = RestBatches.CapabilitiesOf(_shape);
    }

    /// <summary>How the registry knows the provider.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "rest",
        Description = "Any application with a REST API in JSON or XML; a rest: block says where it differs from the default shape.",
        SettingsType = typeof(RestSettings),
        Create = Create,
    };

    public VendorCapabilities Capabilities { get; }

    public BatchCapabilities Batch { get; }

    protected RestUsers Users => _users ?? throw NotConnected();

    protected RestGroups Groups => _groups ?? throw NotConnected();

    private RestMemberList Members => _members ?? throw NotConnected();

    private RestMemberships Memberships => _memberships ?? throw NotConnected();

    private RestBatches Batches => _batches ?? throw NotConnected();

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var http = await VendorHttpClient.CreateAsync(_context, cancellationToken).ConfigureAwait(false);
        _client = new RestClient(http);
        var logger = _context.LoggerFactory.CreateLogger<RestVendorProvider>();
        var session = new RestSession(_context.Settings, _client, _shape, logger);
        _users = new RestUsers(session);
        _members = new RestMemberList(session);
        _groups = new RestGroups(session, _members);
        _batches = new RestBatches(session, _members);
        _memberships = new RestMemberships(session, _members, _batches);
        await ProbeAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        Groups.FindAsync(group, cancellationToken);

    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        Groups.CreateAsync(group, cancellationToken);

    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken) =>
        new(
            ReadSide.Vendor,
            _context.Settings.Name,
            group.Name,
            (recorder, token) => Members.ReadAsync(group, recorder, token),
            cancellationToken);

    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => Users.FindAsync(key, cancellationToken);

    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
        Users.CreateAsync(member, cancellationToken);

    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        Users.UpdateAsync(user, differences, cancellationToken);

    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        Users.SetEnabledAsync(user, enabled, cancellationToken);

    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        Memberships.AddAsync(group, user, cancellationToken);

    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        Memberships.RemoveAsync(group, user, cancellationToken);

    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) => Users.DeleteAsync(user, cancellationToken);

    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        Batches.ApplyAsync(group, changes, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _users?.Dispose();
        return _client?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    // There is no address that every API has: what the run is about to ask anyway shows whether the vendor answers and takes the
    // credentials.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (_shape.Connect is { } connect)
            await _client!.SendAsync(connect, new RestValues(), "connect", cancellationToken).ConfigureAwait(false);
        else if (_context.Settings.Groups is [var first, ..])
            await Groups.ProbeAsync(first.VendorGroup, cancellationToken).ConfigureAwait(false);
    }

    private static RestVendorProvider Create(VendorContext context) =>
        context.Settings.ProviderSettings is RestSettings { ListUsers: not null, ListGroups: not null }
            ? new RestListingVendorProvider(context)
            : new RestVendorProvider(context);

    private static RestShape Compile(VendorSettings vendor)
    {
        var problems = new List<SettingProblem>();
        var shape = RestShapeCompiler.Compile(vendor.ProviderSettings as RestSettings ?? new RestSettings(), vendor, problems);
        return problems.Count == 0
            ? shape
            : throw new VendorException(
                VendorFailure.Unsupported,
                $"{vendor.Name}: {string.Join(" ", problems.Select(problem => $"{problem.Key}: {problem.Message}"))}");
    }

    private InvalidOperationException NotConnected() => new($"Vendor '{_context.Settings.Name}' is not connected.");
}
