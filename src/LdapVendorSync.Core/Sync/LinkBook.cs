using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sync.Undo;

namespace LdapVendorSync.Core.Sync;

/// <summary>
/// The links of one vendor target: given to each mapping, and saved once its changes are through. They are read once a run, however many
/// mappings ask, and kept up with what the run saves and forgets; the lock of the target keeps everybody else from changing them.
/// </summary>
/// <param name="history">The history.</param>
/// <param name="runId">The run.</param>
/// <param name="target">The canonical target of the vendor.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class LinkBook(HistoryDatabase history, string runId, string target, TimeProvider timeProvider)
{
    // A link that stands is confirmed once a day, so that those of people who are gone can be told from it.
    private static readonly TimeSpan ConfirmAfter = TimeSpan.FromDays(1);

    // The first run of a big group links everybody: neither memory nor whoever else writes is to wait for all of them at once.
    private const int LinksPerCommit = 8_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<KnownLinks>> _known = new(StringComparer.Ordinal);

    // Mappings of the same sources share what is indexed, until a link changes.
    private readonly Dictionary<string, LoadedLinks> _loaded = new(StringComparer.Ordinal);
    private readonly HashSet<SyncMapping> _served = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// How many mappings will ask for links, at most; <see langword="null"/> where that is not known. After the last one, what is saved is
    /// not kept in memory any more: of a big group, that would be everybody.
    /// </summary>
    public int? Mappings { get; init; }

    /// <summary>Whether any link was saved or forgotten.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>
    /// The links between the sources of a mapping and the vendor. Where two sources claim one account, the one listed first has it.
    /// </summary>
    public async Task<LoadedLinks> LoadAsync(SyncMapping mapping, CancellationToken cancellationToken)
    {
        var known = new List<KnownLinks>();
        foreach (var source in mapping.Sources)
            known.Add(await KnownAsync(source).WaitAsync(cancellationToken).ConfigureAwait(false));
        var key = string.Join('\n', mapping.Sources);
        lock (_gate)
        {
            _served.Add(mapping);
            if (!_loaded.TryGetValue(key, out var loaded))
                _loaded[key] = loaded = new LoadedLinks(mapping, [.. known.SelectMany(links => links.All)]);
            return loaded;
        }
    }

    /// <summary>Saves what a mapping has confirmed: people whom both sides have, and people who were added.</summary>
    /// <returns>Pairs that contradict a link, in sentences.</returns>
    public async Task<IReadOnlyList<string>> SaveAsync(MappingRun run, CancellationToken cancellationToken)
    {
        await ForgetAsync(run, cancellationToken).ConfigureAwait(false);
        var added = run.Outcomes
            .Where(outcome => outcome is { Result: ChangeResult.Applied, Change: { Action: ChangeAction.Add, VendorMember: not null } }
                and { Change: not InverseChange })
            .Select(outcome => (outcome.Change.SourceMember!, outcome.Change.VendorMember!));
        var confirmed = run.Plan!.Matched.Select(pair => (pair.Source, pair.Vendor)).Concat(added);
        var confirmedSince = timeProvider.GetUtcNow() - ConfirmAfter;
        var unsaved = confirmed
            .Where(pair => !IsKnown(run, pair.Item1, pair.Item2, confirmedSince))
            .ToArray();

        // In the order of the table: a commit of a big group would write a page for nearly each of its links otherwise.
        Array.Sort(unsaved, (one, other) => string.CompareOrdinal(one.Item1.Id, other.Item1.Id));
        var links = unsaved
            .Select(pair => ToLink(pair.Item1, pair.Item2, run.Mapping))
            .Concat(StillThere(run, confirmedSince));
        var conflicts = new List<string>();
        foreach (var batch in links.Chunk(LinksPerCommit))
            conflicts.AddRange((await SaveAsync(batch, cancellationToken).ConfigureAwait(false)).Select(Describe));
        return conflicts;
    }

    private static string Describe(LinkConflict conflict) =>
        $"'{conflict.Link.Person}' is not linked to the account with id '{conflict.Link.VendorId}': an older link contradicts it.";

    // Whoever is gone from the source and still has access: by the link guards know what the source called them.
    private static IEnumerable<Link> StillThere(MappingRun run, DateTimeOffset confirmedSince) => run.Links!.NotConfirmedSince(
        confirmedSince,
        run.Plan!.Removals.Select(removal => removal.VendorMember).OfType<GroupMember>().Concat(run.Plan.Unmanaged).Select(account => account.Id));

    private async Task ForgetAsync(MappingRun run, CancellationToken cancellationToken)
    {
        foreach (var people in run.Target!.Forgotten.GroupBy(person => SourceOf(person, run.Mapping)))
        {
            var sourceIds = people.Select(person => SourceIdOf(person, run.Mapping)).ToList();
            await RemoveAsync(people.Key, sourceIds, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<LinkConflict>> SaveAsync(Link[] links, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, KnownLinks>();
        foreach (var source in links.Select(link => link.Source).Distinct())
        {
            if (await FindAskedForAsync(source, cancellationToken).ConfigureAwait(false) is { } asked)
                known[source] = asked;
        }

        HasChanged = true;
        var conflicts = await history.Links.SaveLinksAsync(runId, links, cancellationToken).ConfigureAwait(false);
        var refused = conflicts.Select(conflict => conflict.Link).ToHashSet<Link>(ReferenceEqualityComparer.Instance);
        var now = timeProvider.GetUtcNow();
        lock (_gate)
        {
            _loaded.Clear();
            foreach (var link in links.Where(link => known.ContainsKey(link.Source) && !refused.Contains(link)))
                known[link.Source].Confirm(link, now);
        }

        return conflicts;
    }

    private async Task RemoveAsync(string source, List<string> sourceIds, CancellationToken cancellationToken)
    {
        var known = await FindAskedForAsync(source, cancellationToken).ConfigureAwait(false);
        HasChanged = true;
        await history.Links.RemoveLinksAsync(target, source, sourceIds, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _loaded.Clear();
            known?.Remove(sourceIds);
        }
    }

    // Null where no mapping will ask for the links any more.
    private async Task<KnownLinks?> FindAskedForAsync(string source, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_served.Count >= Mappings)
            {
                _known.Clear();
                return null;
            }
        }

        return await KnownAsync(source).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // Read before anything is saved, so that nothing which is saved can be missing in it.
    private Task<KnownLinks> KnownAsync(string source)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(source, out var known) || known.IsFaulted)
                _known[source] = known = ReadAsync(source);
            return known;
        }
    }

    private async Task<KnownLinks> ReadAsync(string source) =>
        new(await history.Links.GetLinksAsync(target, source, CancellationToken.None).ConfigureAwait(false));

    // Asked for everybody in each run, most of whom it is true of: a link is made only for those of whom it is not.
    private static bool IsKnown(MappingRun run, GroupMember person, GroupMember account, DateTimeOffset confirmedSince) =>
        run.Links!.FindLink(SourceOf(person, run.Mapping), SourceIdOf(person, run.Mapping)) is { } stored
        && stored.ConfirmedAt >= confirmedSince
        && stored.VendorId == account.Id
        && stored.SourceReference == person.DistinguishedName
        && stored.Person == person.Label
        && HasKeys(stored, person, run.Mapping.Policy.MatchOn);

    private static bool HasKeys(Link stored, GroupMember person, IReadOnlyList<string> matchOn)
    {
        var count = 0;
        foreach (var attribute in matchOn)
        {
            if (MatchKey.Of(person, attribute) is not { } key)
                continue;
            if (!stored.MatchKeys.TryGetValue(key.Attribute, out var value) || value != key.Value)
                return false;
            count++;
        }

        return count == stored.MatchKeys.Count;
    }

    private Link ToLink(GroupMember person, GroupMember account, SyncMapping mapping) => new()
    {
        Target = target,
        Source = SourceOf(person, mapping),
        SourceId = SourceIdOf(person, mapping),
        VendorId = account.Id,
        SourceReference = person.DistinguishedName,
        Person = person.Label,
        MatchKeys = mapping.Policy.MatchOn
            .Select(attribute => MatchKey.Of(person, attribute))
            .OfType<MatchKey>()
            .ToDictionary(key => key.Attribute, key => key.Value, StringComparer.OrdinalIgnoreCase),
    };

    private static string SourceIdOf(GroupMember person, SyncMapping mapping) =>
        mapping.IsAcrossSources ? SourceIdentity.Unqualify(person.Id) : person.Id;

    private static string SourceOf(GroupMember person, SyncMapping mapping) => person.Read?.System ?? mapping.Policy.Source;
}
