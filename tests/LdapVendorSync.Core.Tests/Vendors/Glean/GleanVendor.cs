using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Tests.History;
using LdapVendorSync.Core.Tests.Http;
using LdapVendorSync.Core.Vendors;
using LdapVendorSync.Core.Vendors.Glean;
using LdapVendorSync.Fixtures.Glean;

namespace LdapVendorSync.Core.Tests.Vendors.Glean;

/// <summary>A running Glean, a history, and providers that work with both, one after the other as runs do.</summary>
internal sealed class GleanVendor : IAsyncDisposable
{
    private readonly HistoryFolder _folder = new();
    private HistoryDatabase _history;

    private GleanVendor(GleanServer server, HistoryDatabase history)
    {
        Server = server;
        _history = history;
    }

    public static VendorGroup People { get; } = new(GleanGroups.PeopleId, "people");

    public GleanServer Server { get; }

    public LogRecorder Log { get; } = new();

    /// <summary>To how many people the mappings are limited, for a trial.</summary>
    public int? MaxMembers { get; set; }

    public static async Task<GleanVendor> StartAsync()
    {
        var vendor = new GleanVendor(await GleanServer.StartAsync(), null!);
        vendor._history = await vendor._folder.OpenAsync();
        return vendor;
    }

    /// <summary>Numbered people, as the source has them in Glean's terms.</summary>
    public static IReadOnlyList<GroupMember> Crowd(int count) => [.. Enumerable.Range(1, count).Select(Somebody)];

    public static GroupMember Somebody(int number) => new GroupMember
    {
        Id = $"entry-{number}",
        UserName = $"user{number:D4}",
        Email = $"user{number:D4}@example.com",
        FirstName = $"First{number}",
        LastName = $"Last{number}",
    }.WithValue("department", "Engineering");

    /// <summary>A run's provider.</summary>
    /// <param name="settings">The block <c>glean:</c>.</param>
    /// <param name="dryRun">Whether nothing is written.</param>
    /// <param name="teams">The teams that are mapped besides the people.</param>
    public async Task<GleanVendorProvider> ConnectAsync(GleanSettings? settings = null, bool dryRun = false, params IReadOnlyList<string> teams)
    {
        var vendor = HttpVendor.Settings(Server.BaseUrl) with
        {
            Module = "glean",
            Auth = new AuthSettings { Method = AuthMethod.Bearer, Token = new Secret(GleanServer.Token) },
            ProviderSettings = settings ?? new GleanSettings { TakeOver = true },
            Groups =
            [
                new MappingSettings { SourceGroup = "*", VendorGroup = "people", MaxMembers = MaxMembers },
                .. teams.Select(team => new MappingSettings { SourceGroup = $"cn={team}", VendorGroup = team }),
            ],
        };
        var context = HttpVendor.Context(vendor, log: Log) with { Memory = VendorMemory.In(_history, vendor.Target, dryRun) };
        var provider = new GleanVendorProvider(context);
        await provider.ConnectAsync(CancellationToken.None);
        return provider;
    }

    /// <summary>Applies changes with a provider of their own.</summary>
    public async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(GleanSettings? settings, VendorGroup group, params IReadOnlyList<BatchChange> changes)
    {
        await using var provider = await ConnectAsync(settings);
        return await ApplyAsync(provider, group, changes);
    }

    /// <summary>Applies changes as a run does, which reads the group before it changes it.</summary>
    public static async Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        GleanVendorProvider provider, VendorGroup group, params IReadOnlyList<BatchChange> changes)
    {
        if (await provider.FindGroupAsync(group.Id, CancellationToken.None) is { } known)
            await provider.ReadGroupMembers(known, CancellationToken.None).ToListAsync();
        return await provider.ApplyAsync(group, changes, CancellationToken.None);
    }

    public static IReadOnlyList<BatchChange> Adds(IEnumerable<GroupMember> people) => [.. people.Select(person => new BatchChange(ChangeAction.Add, person, []))];

    public static IReadOnlyList<BatchChange> Removals(IEnumerable<GroupMember> people) =>
        [.. people.Select(person => new BatchChange(ChangeAction.Remove, person, []))];

    public static BatchChange Update(GroupMember account, string attribute, string? after) =>
        new(ChangeAction.Update, account, [new AttributeDifference(attribute, account.GetValue(attribute), after)]);

    /// <summary>What a provider reads of a group.</summary>
    public async Task<(IReadOnlyList<GroupMember> Members, Completeness Completeness)> ReadAsync(GleanSettings? settings = null, VendorGroup? group = null)
    {
        await using var provider = await ConnectAsync(settings);
        var read = provider.ReadGroupMembers(group ?? People, CancellationToken.None);
        var members = await read.ToListAsync();
        return (members, read.Completeness!);
    }

    /// <summary>The history is gone.</summary>
    public async Task LoseHistoryAsync()
    {
        await _history.DisposeAsync();
        File.Delete(_folder.Database);
        _history = await _folder.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _history.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
        Server.ThrowIfViolated();
    }
}
