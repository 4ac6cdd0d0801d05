using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.History;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.Fixtures.Glean;
using LdapVendorSync.ProviderKit;
using LdapVendorSync.ProviderKit.Http;

namespace LdapVendorSync.Core.Tests.Vendors.Contract;

/// <summary>
/// The provider <c>glean</c> before a Glean of our own, with a history: what Glean was told by an earlier run is seeded in both. The contract's
/// group is a team.
/// </summary>
internal sealed class GleanVendorUnderTest : IVendorUnderTest
{
    private readonly HistoryFolder _folder;
    private readonly GleanServer _server;
    private readonly FaultyProxy _proxy;
    private readonly HistoryDatabase _history;
    private readonly GleanMode _mode;

    private GleanVendorUnderTest(HistoryFolder folder, GleanServer server, HistoryDatabase history, GleanMode mode)
    {
        _folder = folder;
        _server = server;
        _history = history;
        _mode = mode;
        _proxy = FaultyProxy.Start(server.BaseUrl);
        Faults = new WriteFaults(_proxy);
    }

    public VendorSettings Settings => new()
    {
        Name = "Kit vendor",
        Module = "glean",
        BaseUrl = _proxy.BaseUrl,
        Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(GleanServer.Token) },
        Groups = [new MappingSettings { SourceGroup = "cn=kit", VendorGroup = ContractNames.Group, MatchOn = [AttributeNames.Email] }],
        ProviderSettings = new GleanSettings
        {
            Mode = _mode,
            DeleteMissing = _mode == GleanMode.Individual,
            DefaultDepartment = "Everybody",
            DisableStaleDataDeletionCheck = true,
            MaxShrinkPercent = null,
        },
    };

    public IReadOnlyList<string> Attributes => [AttributeNames.Email, AttributeNames.FirstName, AttributeNames.LastName];

    public IReadOnlyList<string> Keys => [AttributeNames.Email];

    public IReadOnlyList<string> Secrets => [GleanServer.Token];

    public IVendorFaults Faults { get; }

    public RequestCount? Requests => _proxy.Requests;

    public IReadOnlyDictionary<string, string> Deviations
    {
        get
        {
            const string ToldByOthers = "while a provider works, nobody else tells the history what Glean has";
            var deviations = new Dictionary<string, string>
            {
                ["add-creates-user"] = "a member of a team is an address; only the group of all people makes employees",
                ["update-keeps-foreign-changes"] = "Glean cannot be asked, and takes a person as a whole",
                ["mixed-at-once"] = ToldByOthers,
            };
            if (_mode == GleanMode.Bulk)
                deviations["update-others-stay"] = ToldByOthers;
            return deviations;
        }
    }

    private string Target => Settings.Target;

    public static async Task<IVendorUnderTest> StartAsync(GleanMode mode)
    {
        var folder = new HistoryFolder();
        var vendor = new GleanVendorUnderTest(folder, await GleanServer.StartAsync(), await folder.OpenAsync(), mode);
        var now = DateTimeOffset.UtcNow;
        await vendor._history.VendorMemories.SaveAsync(
            vendor.Target,
            new VendorMemoryChange
            {
                Uploads = [new RememberedUpload(GleanGroups.People, now, now, IsOpen: false), new RememberedUpload(GleanGroups.Teams, now, now, IsOpen: false)],
            },
            CancellationToken.None);
        return vendor;
    }

    public IVendorProvider CreateProvider(VendorContext context) =>
        GleanVendorProvider.Descriptor.Create(context with { Memory = VendorMemory.In(_history, Target, isReadOnly: false) });

    public async Task<IReadOnlyList<string>> SeedUsersAsync(IReadOnlyList<GroupMember> users, CancellationToken cancellationToken)
    {
        var accounts = users.Select(user => user with { Id = Guid.NewGuid().ToString("N"), Enabled = null }).ToList();
        foreach (var account in accounts)
            _server.Seed(GleanFields.ToEmployee(account, "Everybody"));
        await _history.VendorMemories.SaveAsync(
            Target,
            new VendorMemoryChange
            {
                Accounts = accounts.ConvertAll(account => new RememberedAccount(account)),
                Memberships = accounts.ConvertAll(account => new RememberedMembership(GleanGroups.PeopleId, account.Id)),
            },
            cancellationToken);
        return accounts.ConvertAll(account => account.Id);
    }

    public async Task SeedGroupAsync(string group, IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        var accounts = (await _history.VendorMemories.LoadAsync(Target, cancellationToken)).Accounts.ToDictionary(known => known.Account.Id);
        _server.SeedTeam(group, userIds.Select(id => accounts[id].Account.Email!));
        await _history.VendorMemories.SaveAsync(
            Target,
            new VendorMemoryChange
            {
                Groups = [new VendorGroup(group, group)],
                Memberships = [.. userIds.Select(id => new RememberedMembership(group, id))],
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<GroupMember>> ReadUsersAsync(CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(cancellationToken);
        return
        [
            .. _server.Employees.Values.Select(employee => new GroupMember
            {
                Id = IdOf((string)employee["email"]!, ids),
                Email = (string?)employee["email"],
                FirstName = (string?)employee["firstName"],
                LastName = (string?)employee["lastName"],
            }),
        ];
    }

    public async Task<IReadOnlyList<string>?> ReadGroupAsync(string group, CancellationToken cancellationToken)
    {
        if (!_server.Teams.ContainsKey(group))
            return null;
        var ids = await IdsAsync(cancellationToken);
        return [.. _server.MembersOf(group).Select(email => IdOf(email, ids))];
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        await _history.DisposeAsync();
        _folder.Dispose();
        _server.ThrowIfViolated();
    }

    // What Glean knows people by is their address; the history gives them an id that outlives it.
    private async Task<Dictionary<string, string>> IdsAsync(CancellationToken cancellationToken)
    {
        var content = await _history.VendorMemories.LoadAsync(Target, cancellationToken);
        return content.Accounts
            .Where(known => known.Account.Email is not null)
            .GroupBy(known => known.Account.Email!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First().Account.Id, StringComparer.OrdinalIgnoreCase);
    }

    private static string IdOf(string email, Dictionary<string, string> ids) => ids.GetValueOrDefault(email, $"unknown:{email}");

    /// <summary>Nothing is ever read from Glean, so that no reading can go wrong.</summary>
    private sealed class WriteFaults(FaultyProxy proxy) : IVendorFaults
    {
        public Task<bool> InjectAsync(VendorFault fault, CancellationToken cancellationToken) =>
            fault.On == RequestKind.Write ? proxy.InjectAsync(fault, cancellationToken) : Task.FromResult(false);

        public Task ClearAsync(CancellationToken cancellationToken) => proxy.ClearAsync(cancellationToken);
    }
}
