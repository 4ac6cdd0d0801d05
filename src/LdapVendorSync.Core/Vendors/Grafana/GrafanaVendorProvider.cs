using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>
/// Speaks to Grafana (<see href="https://grafana.com/docs/grafana/latest/developers/http_api/"/>): teams of one organization, their
/// members, and, with the log-in of a server administrator, accounts.
/// </summary>
internal sealed class GrafanaVendorProvider : IBatchVendorProvider, IListingVendorProvider
{
    private readonly VendorContext _context;
    private readonly GrafanaSettings _settings;
    private GrafanaSession? _session;
    private GrafanaTeams? _teams;
    private GrafanaOrgUsers? _people;
    private GrafanaTeamMembers? _members;
    private GrafanaAccounts? _accounts;
    private GrafanaUsers? _users;
    private GrafanaBulk? _bulk;

    public GrafanaVendorProvider(VendorContext context)
    {
        _context = context;
        _settings = context.Settings.ProviderSettings as GrafanaSettings ?? new GrafanaSettings();
        var isAdmin = _settings.AdminAuth is not null;
        Capabilities = new VendorCapabilities
        {
            // Also without a server administrator: somebody who has an account need only be let into the organization.
            CreateUsers = true,
            UpdateUsers = isAdmin,
            DisableUsers = isAdmin,
            DeleteUsers = isAdmin,
            CreateGroups = true,
        };
        Batch = new BatchCapabilities { MinChanges = _settings.BulkFrom == 0 ? int.MaxValue : _settings.BulkFrom };
    }

    /// <summary>How the registry knows the provider.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "grafana",
        Description = "Grafana: teams of an organization and their members; accounts too, with the log-in of a server administrator.",
        SettingsType = typeof(GrafanaSettings),
        Create = context => new GrafanaVendorProvider(context),
    };

    public VendorCapabilities Capabilities { get; }

    public BatchCapabilities Batch { get; }

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _session = await GrafanaSession.ConnectAsync(_context, _settings, cancellationToken).ConfigureAwait(false);
        _teams = new GrafanaTeams(_session);
        _people = new GrafanaOrgUsers(_session);
        _members = new GrafanaTeamMembers(_session, _teams, _people);
        _accounts = new GrafanaAccounts(_session, _people);
        _users = new GrafanaUsers(_session, _people, _accounts);
        _bulk = new GrafanaBulk(_session, _members);
    }

    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        Connected(_teams).FindAsync(group, cancellationToken);

    public Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        Connected(_teams).CreateAsync(group, cancellationToken);

    public IAsyncEnumerable<VendorGroup> ListGroupsAsync(CancellationToken cancellationToken) =>
        Connected(_teams).ListAsync(cancellationToken);

    public IAsyncEnumerable<GroupMember> ListUsersAsync(CancellationToken cancellationToken) =>
        Connected(_people).ListAsync(cancellationToken);

    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken)
    {
        var members = Connected(_members);
        return new GroupRead(
            ReadSide.Vendor,
            _context.Settings.Name,
            group.Name,
            (recorder, token) => members.ReadAsync(group, recorder, withState: Capabilities.DisableUsers, token),
            cancellationToken);
    }

    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken) =>
        Connected(_users).FindAsync(key, cancellationToken);

    public Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken) =>
        Connected(_users).CreateAsync(member, cancellationToken);

    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        Connected(_accounts).UpdateAsync(user, differences, cancellationToken);

    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        Connected(_accounts).SetEnabledAsync(user, enabled, cancellationToken);

    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) =>
        Connected(_accounts).DeleteAsync(user, cancellationToken);

    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        Connected(_members).AddAsync(group, user, cancellationToken);

    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        Connected(_members).RemoveAsync(group, user, cancellationToken);

    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken) =>
        Connected(_bulk).ApplyAsync(group, changes, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _people?.Dispose();
        return _session?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private T Connected<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException($"Vendor '{_context.Settings.Name}' is not connected.");
}
