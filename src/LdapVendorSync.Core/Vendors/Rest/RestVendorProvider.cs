using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>
/// Speaks any REST API that can be described: by default users below <c>/users</c> and members below <c>/groups/{group}/members</c>, in
/// JSON or XML; a
/// <c>rest:</c> block says what differs.
/// </summary>
internal sealed class RestVendorProvider : IVendorProvider
{
    private readonly VendorContext _context;
    private readonly RestShape _shape;
    private RestClient? _client;
    private RestUsers? _users;
    private RestGroups? _groups;

    public RestVendorProvider(VendorContext context)
    {
        _context = context;
        _shape = Compile(context.Settings);
        Capabilities = new VendorCapabilities
        {
            CreateGroups = _shape.CreateGroup is not null,
            DisableUsers = _shape.Fields.PathOf(AttributeNames.Enabled) is not null,
        };
    }

    /// <summary>How the registry knows the provider.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "rest",
        Description = "Any application with a REST API in JSON or XML; a rest: block says where it differs from the default shape.",
        SettingsType = typeof(RestSettings),
        Create = context => new RestVendorProvider(context),
    };

    public VendorCapabilities Capabilities { get; }

    private RestUsers Users => _users ?? throw NotConnected();

    private RestGroups Groups => _groups ?? throw NotConnected();

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var http = await VendorHttpClient.CreateAsync(_context, cancellationToken).ConfigureAwait(false);
        _client = new RestClient(http, _shape.Format);
        var logger = _context.LoggerFactory.CreateLogger<RestVendorProvider>();
        var session = new RestSession(_context.Settings.Name, _client, _shape, logger);
        _users = new RestUsers(session);
        _groups = new RestGroups(session);
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
            (recorder, token) => Groups.ReadMembersAsync(group, recorder, token),
            cancellationToken);

    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) => Users.FindAsync(key, cancellationToken);

    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
        Users.CreateAsync(member, cancellationToken);

    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        Users.UpdateAsync(user, differences, cancellationToken);

    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        Users.SetEnabledAsync(user, enabled, cancellationToken);

    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        Groups.AddMemberAsync(group, user, cancellationToken);

    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        Groups.RemoveMemberAsync(group, user, cancellationToken);

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

    // There is no address that every API has: what the run is about to ask anyway shows whether the vendor answers and takes the
    // credentials.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (_shape.Connect is { } connect)
            await _client!.SendAsync(connect, new RestValues(), "connect", cancellationToken).ConfigureAwait(false);
        else if (_context.Settings.Groups is [var first, ..])
            await Groups.ProbeAsync(first.VendorGroup, cancellationToken).ConfigureAwait(false);
    }

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
