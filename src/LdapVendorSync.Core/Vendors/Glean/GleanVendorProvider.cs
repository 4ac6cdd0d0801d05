using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>
/// Glean's people data, by its Indexing API: one group that stands for all people, and teams. Glean cannot be asked what it has, so that what it
/// was last told, which the history keeps, is its side of every comparison.
/// </summary>
internal sealed class GleanVendorProvider : IBatchVendorProvider, IListingVendorProvider
{
    // Small enough that a run shows where it stands and a cancelled one ends soon.
    private const int Portion = 100;

    private readonly VendorContext _context;
    private readonly GleanSettings _settings;
    private readonly ILogger _logger;
    private GleanWriter? _writer;
    private bool _isDisposed;

    public GleanVendorProvider(VendorContext context)
    {
        _context = context;
        _settings = (context.Settings.ProviderSettings as GleanSettings ?? new GleanSettings()) with
        {
            IsTrial = context.Settings.Groups.Any(mapping => mapping.MaxMembers is not null),
        };
        _logger = context.LoggerFactory.CreateLogger<GleanVendorProvider>();
        Capabilities = new VendorCapabilities
        {
            AddCreatesUsers = true,
            CanBeAsked = false,
            RemoveMembers = _settings.TakesAway,
            CreateGroups = true,
            DeleteUsers = _settings.TakesAway,
            RemovalDeletesAccount = _settings.TakesAway && context.Settings.Groups.Any(mapping => _settings.IsPeople(mapping.VendorGroup)),
            ReplacesWholeGroup = _settings.UploadsPeople || _settings.UploadsTeams,
        };
        Batch = new BatchCapabilities
        {
            Actions = new HashSet<ChangeAction> { ChangeAction.Add, ChangeAction.Remove, ChangeAction.Update },
            MinChanges = 1,
            MaxChanges = _settings.UploadsPeople ? int.MaxValue : Portion,
            WaitsForAll = _settings.UploadsPeople,
        };
    }

    /// <summary>How the registry knows the provider.</summary>
    public static VendorProviderDescriptor Descriptor { get; } = new()
    {
        Name = "glean",
        Description = "Glean's people and teams, by its Indexing API.",
        SettingsType = typeof(GleanSettings),
        Create = context => new GleanVendorProvider(context),
    };

    public VendorCapabilities Capabilities { get; }

    public bool RemovalDeletesAccountIn(VendorGroup group) => Capabilities.RemovalDeletesAccount && _settings.IsPeople(group.Name);

    public BatchCapabilities Batch { get; }

    private GleanWriter Writer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _writer ?? throw new InvalidOperationException($"Vendor '{_context.Settings.Name}' is not connected.");
        }
    }

    private GleanState State => Writer.State;

    private VendorGroup People => new(GleanGroups.PeopleId, _settings.PeopleGroup);

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var memory = _context.Memory ?? throw new VendorException(
            VendorFailure.Unsupported, $"{_context.Settings.Name}: Glean cannot be asked what it has, and there is no history that keeps what it was told.");
        var state = GleanState.Of(await memory.LoadAsync(cancellationToken).ConfigureAwait(false));
        Tell(state);
        var http = await VendorHttpClient.CreateAsync(_context, cancellationToken).ConfigureAwait(false);
        var processing = _settings.ProcessAfterUpload
            ? await VendorHttpClient.CreateAsync(Once(_context), cancellationToken).ConfigureAwait(false)
            : null;
        _writer = new GleanWriter(_context, _settings, new GleanApi(http, processing), memory, state, _logger);
    }

    public Task<VendorGroup?> FindGroupAsync(string group, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        cancellationToken.ThrowIfCancellationRequested();
        if (_settings.IsPeople(group) || group == GleanGroups.PeopleId)
            return Task.FromResult<VendorGroup?>(People);
        return Task.FromResult(State.FindGroup(Writer.SettingsOf(group)?.Id ?? group));
    }

    public async Task<VendorGroup> CreateGroupAsync(string group, CancellationToken cancellationToken) =>
        await FindGroupAsync(group, cancellationToken).ConfigureAwait(false)
        ?? await Writer.CreateTeamAsync(Writer.SettingsOf(group)?.Id ?? group.Trim(), cancellationToken).ConfigureAwait(false);

    public GroupRead ReadGroupMembers(VendorGroup group, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new(ReadSide.Vendor, _context.Settings.Name, group.Name, (recorder, _) => ReadAsync(group, recorder), cancellationToken);
    }

    public Task<GroupMember?> FindUserAsync(MatchKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = State.Find(key);
        return found.Count > 1
            ? throw new VendorException(VendorFailure.Ambiguous, $"{_context.Settings.Name}: several people whom Glean was told of have {key}.")
            : Task.FromResult(found is [var only] ? only : null);
    }

    public async Task<GroupMember> CreateUserAsync(GroupMember member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (MatchKey.Of(member, AttributeNames.Email) is { } key && State.Find(key).Any(known => State.IsMember(GleanGroups.PeopleId, known.Id)))
        {
            throw new VendorException(
                VendorFailure.Conflict, $"{_context.Settings.Name}: cannot create '{member.Label}': Glean was told of somebody with the address {member.Email}.")
            {
                NotSent = true,
            };
        }

        await ApplyAsync(People, ChangeAction.Add, member, [], cancellationToken).ConfigureAwait(false);
        var address = GleanFields.AddressKey(member);
        return State.Everybody.First(known => GleanFields.AddressKey(known.Account) == address).Account;
    }

    public Task UpdateUserAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken) =>
        ApplyAsync(People, ChangeAction.Update, user, differences, cancellationToken);

    public Task SetUserEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken) =>
        throw new VendorException(VendorFailure.Unsupported, $"{_context.Settings.Name}: Glean's people cannot be disabled.") { NotSent = true };

    public Task AddGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ApplyAsync(group, ChangeAction.Add, user, [], cancellationToken);

    public Task RemoveGroupMemberAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken) =>
        ApplyAsync(group, ChangeAction.Remove, user, [], cancellationToken);

    public Task DeleteUserAsync(GroupMember user, CancellationToken cancellationToken) =>
        ApplyAsync(People, ChangeAction.Delete, user, [], cancellationToken);

    public Task<IReadOnlyList<BatchOutcome>> ApplyAsync(
        VendorGroup group, IReadOnlyList<BatchChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(changes);
        return Writer.ApplyAsync(group, changes, isWhole: true, cancellationToken);
    }

    public async IAsyncEnumerable<VendorGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var group in State.Groups.Prepend(People))
            yield return group;
    }

    public async IAsyncEnumerable<GroupMember> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var state = State;
        if (state.IsEmpty)
            throw new VendorException(VendorFailure.Unsupported, NothingKnown());
        foreach (var known in state.Everybody)
            yield return known.Account;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_writer is not null)
            await _writer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ApplyAsync(
        VendorGroup group, ChangeAction action, GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
    {
        var outcomes = await Writer.ApplyAsync(group, [new BatchChange(action, user, differences)], isWhole: false, cancellationToken)
            .ConfigureAwait(false);
        if (outcomes[0].Failure is { } failure)
            throw failure.Restate(failure.Message);
    }

#pragma warning disable CS1998 // It is in memory, so that nothing is waited for.
    private async IAsyncEnumerable<GroupMember> ReadAsync(VendorGroup group, GroupReadRecorder recorder)
#pragma warning restore CS1998
    {
        var isPeople = group.Id == GleanGroups.PeopleId;
        Writer.RequireGroup(group);
        if (isPeople || _settings.UploadsTeams)
            Writer.RequireKnown(isPeople ? GleanGroups.People : GleanGroups.Teams);
        var state = State;
        recorder.GroupId = group.Id;
        if (_settings.IsTrial)
        {
            recorder.Report(new ReadReason(
                ReadReasonKind.LimitExceeded, HoldScope.Mapping, "max_members is given: a trial, which takes nobody away."));
        }
        else if (state.IsEmpty && !_settings.TakeOver)
        {
            recorder.Report(new ReadReason(ReadReasonKind.NotProved, HoldScope.Mapping, NothingKnown()));
        }

        foreach (var member in state.MembersOf(group.Id))
            yield return state.IsInDoubt(group.Id, member.Id) ? Doubtful(member) : member;
        recorder.MarkProved();
        if (isPeople)
            Writer.NotePeopleRead();
    }

    // What Glean has of them is not known, so that whatever the source says differs from it, and is sent again.
    private GroupMember Doubtful(GroupMember member)
    {
        var keys = new GroupMember { Id = member.Id };
        foreach (var attribute in _context.Settings.Groups.SelectMany(mapping => mapping.MatchOn).Distinct(StringComparer.OrdinalIgnoreCase))
            keys = member.GetValue(attribute) is { } value ? keys.WithValue(attribute, value) : keys;
        return keys;
    }

    private string NothingKnown() =>
        $"{_context.Settings.Name}: the history does not know what Glean was told, and Glean cannot be asked; nobody is taken away.";

    private void Tell(GleanState state)
    {
        foreach (var part in new[] { GleanGroups.People, GleanGroups.Teams, GleanGroups.SingleTeams })
        {
            if (state.UploadOf(part) is { IsOpen: true } open)
            {
                _logger.LogWarning(
                    "{Vendor}: what was sent of {Part} since {BeganAt:u} was not confirmed; whatever Glean may not have is sent again",
                    _context.Settings.Name,
                    part,
                    open.BeganAt);
            }
        }

        if (_settings.TakeOver && (!_settings.UploadsPeople || state.IsConfirmed(GleanGroups.People)) && TeamsAreKnown(state))
        {
            _logger.LogWarning(
                "{Vendor}: glean.take_over is no longer needed, and would let an upload replace everything if the history were lost; remove it",
                _context.Settings.Name);
        }
    }

    private bool TeamsAreKnown(GleanState state) =>
        _context.Settings.Groups.All(mapping => _settings.IsPeople(mapping.VendorGroup))
        || state.IsConfirmed(_settings.UploadsTeams ? GleanGroups.Teams : GleanGroups.SingleTeams);

    // To be asked too often is no fault, and must not keep anything else waiting.
    private static VendorContext Once(VendorContext context) =>
        context with { Settings = context.Settings with { ErrorHandling = context.Settings.ErrorHandling with { MaxRetries = 0 } } };
}
