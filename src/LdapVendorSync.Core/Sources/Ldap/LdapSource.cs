using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Ldap.Changes;
using LdapVendorSync.Core.Sources.Ldap.Checks;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Names;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sources.Ldap;

/// <summary>
/// An LDAP server or Active Directory. One connection serves all reads; it is made when it is first needed, with the retries that the
/// settings allow, except that a refused bind is never repeated.
/// </summary>
public sealed class LdapSource : ISource, IChangeFeed, IPersonLookup, IGroupHierarchy
{
    private const int FindAttempts = 3;

    private readonly LdapSourceSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly LdapConnector _connector;
    private readonly LdapSession _session;
    private readonly bool _sharesReads;
    private LdapDirectory _directory;
    private Replica? _keptReplica;

    /// <summary>A source over a server, which is not connected to yet.</summary>
    /// <param name="settings">Where it is and what to read there.</param>
    /// <param name="services">Retries, log and clock.</param>
    /// <exception cref="SourceException">A DN or the filter of the settings is invalid.</exception>
    public LdapSource(LdapSourceSettings settings, SourceServices services)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(services);
        _settings = settings;
        _timeProvider = services.TimeProvider;
        _logger = services.LoggerFactory.CreateLogger<LdapSource>();
        _connector = new LdapConnector(settings, services, _logger);
        _session = new LdapSession(settings, _connector, services, _logger);
        _directory = new LdapDirectory(settings, _session, services.TimeProvider);
        _sharesReads = services.SharesReads;
        WarnOfWeakSettings();
    }

    /// <inheritdoc />
    public string Name => _settings.Name;

    /// <inheritdoc />
    public GroupRead ReadGroup(GroupReference group, CancellationToken cancellationToken) =>
        SourceRead.Of(this, group, ReadAsync, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string purpose = "list of groups";
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        foreach (var tree in directory.GroupBases(server, purpose))
        {
            var request = LdapDirectory.Subtree(server, tree, directory.Profile.IsGroup, directory.Groups.Description);
            foreach (var entry in await ReadAllAsync(request, purpose, cancellationToken).ConfigureAwait(false))
                yield return directory.Groups.Map(entry).ToSourceGroup();
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupMember> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string purpose = "list of people";
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        foreach (var tree in directory.UserBases(server, purpose))
        {
            var request = LdapDirectory.Subtree(server, tree, directory.UserFilter, directory.People.Attributes);
            foreach (var entry in await ReadAllAsync(request, purpose, cancellationToken).ConfigureAwait(false))
            {
                if (!EntryClasses.IsGroup(entry))
                    yield return directory.People.Map(entry);
            }
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupNesting> ListNestingsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        foreach (var nesting in await new LdapNestings(directory, server).ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return nesting;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PersonEntry>> FindPeopleAsync(string text, CancellationToken cancellationToken)
    {
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        return await new LdapPersonLookup(directory, server).FindAsync(text, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<ListedWay?> FindWayAsync(GroupReference group, PersonEntry person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(person);
        if (group.IsEverybody)
            return new ListedWay(GroupReference.EverybodyName, []);
        var (root, _) = await FindAsync(group, $"group '{group.Name}'", cancellationToken).ConfigureAwait(false);
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        return await new LdapPersonLookup(directory, server)
            .FindWayAsync(root.Group, DistinguishedName.Parse(person.Person.DistinguishedName!), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken)
    {
        var check = new LdapSourceCheck(_directory, _connector, _timeProvider);
        await check.RunAsync(cancellationToken).ConfigureAwait(false);
        return _settings.Incremental == IncrementalReading.Auto && check.Results.All(result => result.Passed)
            ? [.. check.Results, await CheckChangesAsync(cancellationToken).ConfigureAwait(false)]
            : check.Results;
    }

    /// <inheritdoc />
    public async Task<SourceChanges> ReadChangesAsync(string? since, CancellationToken cancellationToken)
    {
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        return await new LdapChangeFeed(directory).ReadAsync(since, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<string> ReadIdentityAsync(CancellationToken cancellationToken) => _session.ReadIdentityAsync(cancellationToken);

    /// <inheritdoc />
    public Task<bool> IsStillTheSameServerAsync(SourceChanges changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return new LdapChangeFeed(_directory).IsStillTheSameServerAsync(changes, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    // That every run reads everything is no fault, but worth to be known before somebody wonders about the load.
    private async Task<CheckResult> CheckChangesAsync(CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        var obstacle = await FindObstacleToChangesAsync(cancellationToken).ConfigureAwait(false);
        var message = obstacle is null
            ? "The server tells what changed: a group that did not change is not read again."
            : $"Every run reads every group: {obstacle.TrimEnd('.')}.";
        return new CheckResult("incremental", true, message) { Duration = _timeProvider.GetElapsedTime(started) };
    }

    private async Task<string?> FindObstacleToChangesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var changes = await ReadChangesAsync(null, cancellationToken).ConfigureAwait(false);
            return changes.Token is null ? changes.Doubt : null;
        }
        catch (SourceException error)
        {
            return error.Message;
        }
    }

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        GroupReference group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (group.IsEverybody)
        {
            await foreach (var person in ReadEverybodyAsync(recorder, cancellationToken).ConfigureAwait(false))
                yield return person;
            yield break;
        }

        var purpose = $"group '{group.Name}'";
        var (root, replica) = await FindAsync(group, purpose, cancellationToken).ConfigureAwait(false);
        if (root.Reason is { } reason)
            recorder.Report(reason);
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        await directory.RequireUserBaseAsync(purpose, cancellationToken).ConfigureAwait(false);
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var resolver = new LdapMemberResolver(directory, server, purpose, _logger);
        var walk = new GroupWalk(resolver, directory.People, recorder, group.Recurse ?? _settings.Recurse, _settings.DanglingMembers)
        {
            Cache = directory.Cache,
            Memory = NestedGroupMemory.Of(group),
        };
        await foreach (var member in walk.ReadAsync(root.Group, cancellationToken).ConfigureAwait(false))
            yield return member;
        ReportOtherReplica(replica, recorder);
    }

    private async IAsyncEnumerable<GroupMember> ReadEverybodyAsync(
        GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string purpose = "everybody";
        var replica = await _session.GetReplicaAsync(cancellationToken).ConfigureAwait(false);
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        await directory.RequireUserBaseAsync(purpose, cancellationToken).ConfigureAwait(false);
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var person in new EverybodyReader(directory, server, purpose).ReadAsync(recorder, cancellationToken).ConfigureAwait(false))
            yield return person;
        ReportOtherReplica(replica, recorder);
    }

    private void ReportOtherReplica(Replica replica, GroupReadRecorder recorder)
    {
        if (_session.Replica != replica)
            recorder.Report(new ReadReason(
                ReadReasonKind.NotProved,
                HoldScope.Mapping,
                $"The group was read in part from {replica} and in part from {_session.Replica}, which may lag behind: "
                + "a server broke off in the middle."));
    }

    /// <summary>Finds a group and reads its member list, all of it from one copy of the directory where that is possible.</summary>
    private async Task<(FoundGroup Root, Replica Replica)> FindAsync(
        GroupReference group, string purpose, CancellationToken cancellationToken)
    {
        var directory = await GetDirectoryAsync(cancellationToken).ConfigureAwait(false);
        var selector = GroupSelector.Create(Name, group.Name, _settings.GroupDnMap, directory.Profile.IsGroup);
        var finder = new KnownGroupFinder(new LdapGroupReader(directory, purpose));
        for (var attempt = 1; ; attempt++)
        {
            var replica = await _session.GetReplicaAsync(cancellationToken).ConfigureAwait(false);
            KeepReadsOf(directory, replica);
            var root = await finder.FindAsync(selector, group.Known, cancellationToken).ConfigureAwait(false);
            if (_session.Replica == replica || attempt == FindAttempts)
                return (root, replica);
        }
    }

    // What another copy of the directory said is not mixed with what this one says.
    private void KeepReadsOf(LdapDirectory directory, Replica replica)
    {
        if (!_sharesReads || Interlocked.Exchange(ref _keptReplica, replica) == replica)
            return;
        directory.Cache = new ReadCache();
    }

    // A server of another dialect never takes over, so that this changes once at most. All reads share the one that came first.
    private async Task<LdapDirectory> GetDirectoryAsync(CancellationToken cancellationToken)
    {
        var server = await _session.GetServerAsync(cancellationToken).ConfigureAwait(false);
        var known = Volatile.Read(ref _directory);
        var fitting = known.For(server.Dialect);
        var before = Interlocked.CompareExchange(ref _directory, fitting, known);
        return before == known ? fitting : before;
    }

    private async Task<IEnumerable<DirectoryEntry>> ReadAllAsync(
        LdapSearchRequest request, string purpose, CancellationToken cancellationToken)
    {
        var response = await _session.SearchPagedAsync(request, _settings.PageSize, purpose, cancellationToken).ConfigureAwait(false);
        if (!response.Result.IsSuccess)
            throw _session.Fail(
                LdapFault.Classify(response.Result.Code),
                purpose,
                $"after {response.Entries.Count} entries below '{request.BaseDn}' came {response.Result}.");
        foreach (var reference in response.References)
            _logger.LogWarning("Source {Source}: a part is on another server, which is not asked: {Reference}", Name, reference);
        return response.Entries.Select(entry => entry.ToDirectoryEntry());
    }

    private void WarnOfWeakSettings()
    {
        if (!_settings.VerifySsl)
            _logger.LogWarning(
                "Source {Source}: the server's certificate is not verified (verify_ssl: false); anybody on the way can pretend to be it",
                Name);
        if (_settings.AllowPlaintext)
            _logger.LogWarning("Source {Source}: the password may go over the network unencrypted (allow_plaintext: true)", Name);
    }
}
