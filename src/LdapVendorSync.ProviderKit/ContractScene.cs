using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.ProviderKit;

/// <summary>What a behaviour plays in: a fresh vendor, people, the provider, and the truth behind its back.</summary>
internal sealed class ContractScene(IVendorUnderTest vendor, ContractNeeds needs, CancellationToken cancellationToken) : IAsyncDisposable
{
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(10);

    private readonly List<IVendorProvider> _providers = [];
    private readonly ContractLog _log = new();

    public IVendorUnderTest Vendor => vendor;

    public CancellationToken Token => cancellationToken;

    /// <summary>Everything that providers logged.</summary>
    public IReadOnlyList<string> Logged => _log.Lines;

    /// <summary>How many requests have reached the vendor so far.</summary>
    public RequestCount Requests => vendor.Requests ?? throw new ContractSkippedException(
        ContractSkills.Missing(ContractNeeds.RequestCount));

    /// <summary>The attribute that this vendor tells people apart by.</summary>
    public string KeyAttribute => vendor.Keys[0];

    /// <summary>Skips the behaviour where the vendor under test lacks a skill.</summary>
    public void RequireSkills() => ContractSkills.Require(vendor, needs);

    /// <summary>A provider that is connected. The first one also decides whether the vendor can do what the behaviour is about.</summary>
    public async Task<IVendorProvider> ConnectAsync(double timeoutSeconds = 30, CancellationToken stopping = default)
    {
        var provider = Create(vendor.Settings, timeoutSeconds, stopping);
        await provider.ConnectAsync(cancellationToken).ConfigureAwait(false);
        ContractSkills.Require(provider, needs);
        return provider;
    }

    /// <summary>A provider that is not connected, and is disposed in the end.</summary>
    public IVendorProvider Create(VendorSettings? settings = null, double timeoutSeconds = 30, CancellationToken stopping = default)
    {
        // No waits of its own before a retry, and few retries: what is tried here is that there are some.
        var quick = (settings ?? vendor.Settings) with
        {
            TimeoutSeconds = timeoutSeconds,
            ErrorHandling = new ErrorHandlingSettings
            {
                MaxRetries = 2, RetryWaitSeconds = 0, RetryAfterCapSeconds = 30, OutageWaitSeconds = 1, RetryBudget = null,
            },
        };
        // As in a run, where the secrets of the config are known.
        var redactor = new SecretRedactor();
        foreach (var secret in vendor.Secrets)
            redactor.Add(secret);
        var context = new VendorContext { Settings = quick, LoggerFactory = _log, Stopping = stopping, Redactor = redactor };
        var provider = vendor.CreateProvider(context);
        _providers.Add(provider);
        return provider;
    }

    /// <summary>Ends the behaviour without a verdict.</summary>
    public static void SkipUnless(bool condition, string reason)
    {
        if (!condition)
            throw new ContractSkippedException(reason);
    }

    /// <summary>Whether accounts of this vendor have an attribute.</summary>
    public bool Has(string attribute) => vendor.Attributes.Contains(attribute, StringComparer.OrdinalIgnoreCase);

    /// <summary>A person of the contract in the vendor's terms, with an id of the source.</summary>
    public GroupMember Person(string name) => Only(new GroupMember
    {
        Id = $"source-of-{name}",
        UserName = ContractNames.UserPrefix + name,
        Email = $"{ContractNames.UserPrefix}{name}@example.com",
        FirstName = $"First {name}",
        LastName = $"Last {name}",
        DisplayName = $"First {name} Last {name}",
        Enabled = true,
    });

    /// <summary>What of a person this vendor has a place for.</summary>
    public GroupMember Only(GroupMember person)
    {
        string[] optional =
            [AttributeNames.UserName, AttributeNames.Email, AttributeNames.FirstName, AttributeNames.LastName, AttributeNames.DisplayName];
        return optional.Where(attribute => !Has(attribute)).Aggregate(person, (left, attribute) => left.WithValue(attribute, null));
    }

    /// <summary>Makes accounts behind the provider's back.</summary>
    /// <returns>The people with the vendor's ids.</returns>
    public async Task<IReadOnlyList<GroupMember>> SeedAsync(params IReadOnlyList<GroupMember> people)
    {
        var ids = await vendor.SeedUsersAsync(people, cancellationToken).ConfigureAwait(false);
        return [.. people.Zip(ids, (person, id) => person with { Id = id })];
    }

    /// <inheritdoc cref="SeedAsync(IReadOnlyList{GroupMember})" />
    public Task<IReadOnlyList<GroupMember>> SeedAsync(params IReadOnlyList<string> names) => SeedAsync([.. names.Select(Person)]);

    /// <summary>Makes one account behind the provider's back.</summary>
    public async Task<GroupMember> SeedOneAsync(string name) => (await SeedAsync([Person(name)]).ConfigureAwait(false))[0];

    /// <summary>Makes so many accounts behind the provider's back.</summary>
    public Task<IReadOnlyList<GroupMember>> SeedManyAsync(int count, string prefix = "many") =>
        SeedAsync([.. Enumerable.Range(1, count).Select(number => Person($"{prefix}{number:D5}"))]);

    /// <summary>Makes a group behind the provider's back.</summary>
    public Task SeedGroupAsync(string group, params IReadOnlyList<GroupMember> members) =>
        vendor.SeedGroupAsync(group, [.. members.Select(member => member.Id)], cancellationToken);

    /// <summary>Begins a misbehaviour, or skips the behaviour where the vendor cannot be made to.</summary>
    public async Task InjectAsync(VendorFault fault)
    {
        if (!await vendor.Faults!.InjectAsync(fault, cancellationToken).ConfigureAwait(false))
            throw new ContractSkippedException($"the vendor under test cannot be made to misbehave so: {fault.Kind}, {fault.On}");
    }

    /// <summary>Ends every misbehaviour.</summary>
    public Task ClearFaultsAsync() => vendor.Faults!.ClearAsync(cancellationToken);

    /// <summary>A group that has to be there, found by its name.</summary>
    public async Task<VendorGroup> GroupAsync(IVendorProvider provider, string name = ContractNames.Group) =>
        await provider.FindGroupAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new ContractViolationException($"Group '{name}' is there, and was not found.");

    /// <summary>A group as it would be addressed if it existed.</summary>
    public static VendorGroup UnknownGroup { get; } = new("999999999", ContractNames.UnknownGroup);

    /// <summary>The key of a person at this vendor.</summary>
    public MatchKey KeyOf(GroupMember person, string? attribute = null) => MatchKey.Of(person, attribute ?? KeyAttribute)
        ?? throw new ContractSkippedException($"the vendor's people have no {attribute ?? KeyAttribute}");

    /// <summary>Looks a person up by the vendor's own key.</summary>
    public Task<GroupMember?> FindAsync(IVendorProvider provider, GroupMember person) =>
        provider.FindUserAsync(KeyOf(person), cancellationToken);

    /// <summary>Looks a person up who has to be there.</summary>
    public async Task<GroupMember> FoundAsync(IVendorProvider provider, GroupMember person) =>
        await FindAsync(provider, person).ConfigureAwait(false)
            ?? throw new ContractViolationException($"{KeyOf(person)} is there, and was not found.");

    /// <summary>Reads a group to its end.</summary>
    public async Task<ReadMembers> ReadAsync(IVendorProvider provider, VendorGroup group)
    {
        var read = provider.ReadGroupMembers(group, cancellationToken);
        var members = new List<GroupMember>();
        await foreach (var member in read.ConfigureAwait(false))
            members.Add(member);
        return new ReadMembers(
            members, read.Completeness ?? throw new ContractViolationException($"The read of '{group}' ended without a completeness."));
    }

    /// <summary>The accounts of a person as the vendor really has them: those with the person's key.</summary>
    public async Task<IReadOnlyList<GroupMember>> TruthAllAsync(GroupMember person)
    {
        var key = KeyOf(person);
        var users = await vendor.ReadUsersAsync(cancellationToken).ConfigureAwait(false);
        return [.. users.Where(user => MatchKey.Of(user, KeyAttribute) == key)];
    }

    /// <summary>The one account of a person as the vendor really has it.</summary>
    public async Task<GroupMember> TruthAsync(GroupMember person)
    {
        var accounts = await TruthAllAsync(person).ConfigureAwait(false);
        Check.That(accounts.Count == 1, $"{KeyOf(person)} has {accounts.Count} accounts at the vendor instead of one.");
        return accounts[0];
    }

    /// <summary>The account of an id as the vendor really has it, or <see langword="null"/>.</summary>
    public async Task<GroupMember?> TruthByIdAsync(string id)
    {
        var users = await vendor.ReadUsersAsync(cancellationToken).ConfigureAwait(false);
        return users.SingleOrDefault(user => user.Id == id);
    }

    /// <summary>The ids in a group as the vendor really has them.</summary>
    public async Task<IReadOnlyList<string>> TruthOfGroupAsync(string group = ContractNames.Group) =>
        await vendor.ReadGroupAsync(group, cancellationToken).ConfigureAwait(false)
            ?? throw new ContractViolationException($"The vendor has no group '{group}' any more.");

    /// <summary>Requires that a group has exactly these members at the vendor.</summary>
    public async Task CheckGroupAsync(IEnumerable<GroupMember> expected, string group = ContractNames.Group) => Check.SameSet(
        expected.Select(member => member.Id),
        await TruthOfGroupAsync(group).ConfigureAwait(false),
        $"members that the vendor really has in '{group}'");

    /// <summary>Requires that the vendor has of a person what it shall have.</summary>
    public void CheckAttributes(GroupMember expected, GroupMember actual, string what)
    {
        foreach (var attribute in vendor.Attributes)
            Check.Equal(expected.GetValue(attribute), actual.GetValue(attribute), $"{attribute} of {what}");
    }

    /// <summary>The difference that gives a person another value of an attribute.</summary>
    public static AttributeDifference Difference(GroupMember user, string attribute, string? after) =>
        new(attribute, user.GetValue(attribute), after);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
            await provider.DisposeAsync().AsTask().WaitAsync(DisposalLimit, CancellationToken.None).ConfigureAwait(false);
    }
}
