using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sources.Api;

/// <summary>
/// A directory behind an HTTP API. What a group is, what a read of it is worth and whom it holds is decided here, once for all of them. The
/// connection is made when it is first needed.
/// </summary>
public abstract class ApiSource : ISource, IPersonLookup, IGroupHierarchy
{
    private readonly AsyncOnce<Connection> _connection;
    private int _disposals;

    /// <summary>A source over an API, which is not spoken to yet.</summary>
    /// <param name="settings">Where it is and what to read there.</param>
    /// <param name="services">What every source gets besides.</param>
    /// <param name="connect">Makes it ready to be asked.</param>
    private protected ApiSource(ApiSourceSettings settings, SourceServices services, Func<CancellationToken, Task<IDirectoryApi>> connect)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(connect);
        Settings = settings;
        _connection = new AsyncOnce<Connection>(async token =>
        {
            var api = new GuardedDirectoryApi(await ApiErrors.TranslateAsync(() => connect(token)).ConfigureAwait(false));
            return new Connection(api, new ApiGroupLists(api, services.SharesReads));
        });
    }

    /// <inheritdoc />
    public string Name => Settings.Name;

    private ApiSourceSettings Settings { get; }

    /// <inheritdoc />
    public GroupRead ReadGroup(GroupReference group, CancellationToken cancellationToken) =>
        SourceRead.Of(this, group, ReadAsync, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var group in ListAllGroupsAsync(cancellationToken).ConfigureAwait(false))
            yield return new SourceGroup(group.Id, group.Name, group.Path, group.Description);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupMember> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (api, _) = await _connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var proof = new ListProof();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in api.ListUsersAsync(proof, cancellationToken).ConfigureAwait(false))
        {
            if (entry is { NonPerson: null, LeftOut: null } && seen.Add(entry.Person.Id))
                yield return entry.Person;
        }

        RequireWhole(proof, "list of people");
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<GroupNesting> ListNestingsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (api, lists) = await _connection.GetAsync(cancellationToken).ConfigureAwait(false);
        if (!api.HasNestedGroups)
            yield break;
        var groups = await ListAllGroupsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var answers = Pipelined.RunAsync(
            groups,
            Settings.Concurrency,
            async (group, token) => (group, await lists.ReadNestedAsync(group, token).ConfigureAwait(false)),
            cancellationToken);
        await foreach (var (group, (nested, proof)) in answers.ConfigureAwait(false))
        {
            RequireWhole(proof, $"list of groups in '{group.Label}'");
            foreach (var inner in nested.DistinctBy(inner => inner.Id))
                yield return new GroupNesting(group.Id, inner.Id);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PersonEntry>> FindPeopleAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (api, _) = await _connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var entries = await api.FindUsersAsync(text.Trim(), cancellationToken).ConfigureAwait(false);
        return [.. entries.DistinctBy(entry => entry.Person.Id).Select(Describe)];
    }

    /// <inheritdoc />
    public async Task<ListedWay?> FindWayAsync(GroupReference group, PersonEntry person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(person);
        if (group.IsEverybody)
            return new ListedWay(GroupReference.EverybodyName, []);
        var (api, lists) = await _connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var (root, _) = await FinderOf(api).FindAsync(group, cancellationToken).ConfigureAwait(false);
        return await new ApiWayFinder(api, lists, RequireWhole).FindAsync(root, person.Person.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (api, _) = await _connection.GetAsync(cancellationToken).ConfigureAwait(false);
            return await api.TestAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException error)
        {
            return [new CheckResult("connect", false, error.Message, HintFor(error.Failure))];
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) > 1)
            return;
        if (_connection.TryGet(out var connection))
            await connection.Api.DisposeAsync().ConfigureAwait(false);
        _connection.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the connection where there is none yet.</summary>
    /// <exception cref="SourceException">It cannot be made.</exception>
    private protected Task ConnectAsync(CancellationToken cancellationToken) => _connection.GetAsync(cancellationToken);

    private static string? HintFor(SourceFailure failure) => failure switch
    {
        SourceFailure.Authentication => "Check the credentials of the source; they are not tried again, as that may lock the account.",
        SourceFailure.AccessDenied => "Give the account the rights that the page of this source in docs/sources lists.",
        SourceFailure.Unavailable => "Check the address, the name resolution, the proxy and the certificate.",
        _ => null,
    };

    private PersonEntry Describe(ApiEntry entry) => new()
    {
        Source = Name,
        Person = entry.Person,
        NonPerson = entry.NonPerson,
        UserFilter = string.Empty,
        MatchesFilter = entry.NonPerson is null,
        LeftOut = entry.LeftOut,
        Doubt = entry.Doubt,
    };

    private async IAsyncEnumerable<ApiGroup> ListAllGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (api, _) = await _connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var proof = new ListProof();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var group in api.ListGroupsAsync(proof, cancellationToken).ConfigureAwait(false))
        {
            if (seen.Add(group.Id))
                yield return group;
        }

        RequireWhole(proof, "list of groups");
    }

    private async IAsyncEnumerable<GroupMember> ReadAsync(
        GroupReference group, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (api, lists) = await _connection.GetAsync(cancellationToken).ConfigureAwait(false);
        if (group.IsEverybody)
        {
            await foreach (var person in ReadEverybodyAsync(api, recorder, cancellationToken).ConfigureAwait(false))
                yield return person;
            yield break;
        }

        var (root, reason) = await FinderOf(api).FindAsync(group, cancellationToken).ConfigureAwait(false);
        if (reason is not null)
            recorder.Report(reason);
        var walk = new ApiGroupWalk(api, lists, group, recorder)
        {
            Recurse = group.Recurse ?? Settings.Recurse,
            Concurrency = Settings.Concurrency,
        };
        await foreach (var member in walk.ReadAsync(root, cancellationToken).ConfigureAwait(false))
            yield return member;
    }

    private static async IAsyncEnumerable<GroupMember> ReadEverybodyAsync(
        IDirectoryApi api, GroupReadRecorder recorder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.OpenReason = "it is everybody, whom no list names";
        var judge = new ApiEntryJudge(recorder);
        var proof = new ListProof();
        await foreach (var entry in api.ListUsersAsync(proof, cancellationToken).ConfigureAwait(false))
        {
            if (judge.Judge(entry) is { } person)
                yield return person;
        }

        foreach (var reason in proof.Reasons)
            recorder.Report(reason);
        if (proof.IsProved)
            recorder.MarkProved();
    }

    private NamedGroupFinder<ApiGroup> FinderOf(IDirectoryApi api) => new(Name, api.FindGroupsAsync, api.GetGroupAsync)
    {
        Absence = ", or the account may not see it",
    };

    private void RequireWhole(ListProof proof, string list)
    {
        if (proof.IsWhole)
            return;
        throw new SourceException(
            SourceFailure.Malformed, $"Source '{Name}': the {list} could not be read to its end. {proof.Message}".TrimEnd());
    }

    /// <summary>The API once it may be asked, and what was read by it.</summary>
    private sealed record Connection(IDirectoryApi Api, ApiGroupLists Lists);
}
