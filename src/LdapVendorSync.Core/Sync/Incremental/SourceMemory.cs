using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Ldap.Names;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Incremental;

/// <summary>
/// What earlier runs read of a source, as far as it still holds, and what this run reads that a later one may use. A group is given from
/// memory only if its read was complete, is not older than the settings allow, and nothing changed since that could matter to it.
/// </summary>
internal sealed class SourceMemory
{
    private readonly SourceSettings _settings;
    private readonly TimeSpan _fullReadEvery;
    private readonly IChangeFeed _feed;
    private readonly KeptReadStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _fingerprint;
    private readonly KeptSource _kept;
    private readonly SourceChanges _changes;
    private readonly ChangeImpact _impact;
    private readonly Dictionary<(string Group, bool Recurse), KeptRead> _before;
    private readonly ConcurrentDictionary<(string Group, bool Recurse), (KeptRead Read, byte[]? Body)> _now = new();

    // Two spellings of a name are two reads of one group, between which it may change: what is known of one says nothing of the other.
    private readonly ConcurrentDictionary<Guid, string> _contents = new();
    private readonly ConcurrentDictionary<(string Group, bool Recurse), Lazy<Task<(KeptContent? Content, string? Why)>>> _checks = new();

    private SourceMemory(
        SourceSettings settings, IChangeFeed feed, KeptReadStore store, string fingerprint, KeptSource kept, SourceChanges changes,
        TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _fullReadEvery = ((IIncrementalSettings)settings).FullReadEvery;
        _feed = feed;
        _store = store;
        _fingerprint = fingerprint;
        _kept = kept;
        _before = kept.Reads.DistinctBy(read => Key(read.Group, read.Recurse)).ToDictionary(read => Key(read.Group, read.Recurse));
        _changes = changes;
        _impact = new ChangeImpact(changes);
        _time = time;
        _logger = logger;
    }

    /// <summary>Recalls what is kept of a source, and asks the source what changed since.</summary>
    /// <param name="settings">
    /// The source's settings, with the attributes that mappings ask for; they are <see cref="IIncrementalSettings"/>.
    /// </param>
    /// <param name="feed">The source.</param>
    /// <param name="store">Where reads are kept.</param>
    /// <param name="forget">Whether to read everything whatever is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears what is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The memory; <see langword="null"/> where the source cannot be asked, so that everything is read.</returns>
    public static async Task<SourceMemory?> OpenAsync(
        SourceSettings settings, IChangeFeed feed, KeptReadStore store, bool forget, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        try
        {
            var identity = await feed.ReadIdentityAsync(cancellationToken).ConfigureAwait(false);
            var fingerprint = SourceFingerprint.Of(settings, identity);
            var kept = await store.LoadAsync(settings.Name, cancellationToken).ConfigureAwait(false);
            var holds = !forget && kept.Fingerprint == fingerprint && kept.Token.Length > 0;
            var changes = await feed.ReadChangesAsync(holds ? kept.Token : null, cancellationToken).ConfigureAwait(false);
            Log(logger, settings.Name, changes, holds);
            return changes.Token is null
                ? null
                : new SourceMemory(settings, feed, store, fingerprint, kept, changes, time, logger);
        }
        catch (Exception error) when (error is SourceException or HistoryException)
        {
            logger.LogInformation("Source {Source}: everything is read, because it was not told what changed: {Reason}", settings.Name, error.Message);
            return null;
        }
    }

    /// <summary>The read of a group that still holds; <see langword="null"/> where the group is to be read.</summary>
    public async Task<GroupRead?> RecallAsync(string group, bool recurse, CancellationToken cancellationToken)
    {
        if (Find(group, recurse) is not { } read)
            return null;
        var (content, why) = await CheckAsync(read, cancellationToken).ConfigureAwait(false);
        if (why is not null)
        {
            _now.TryRemove(Key(group, recurse), out _);
            _logger.LogDebug("Source {Source}: group '{Group}' is read again: {Reason}", _settings.Name, group, why);
            return null;
        }

        _logger.LogInformation(
            "Source {Source}: group '{Group}' is unchanged since it was read at {ReadAt:u}, and is not read again",
            _settings.Name,
            group,
            read.ReadAt);
        _now[Key(group, recurse)] = (read, null);
        var given = content!.ToRead(_settings.Name, read, cancellationToken);
        _contents[given.Id] = read.Content;
        return given;
    }

    /// <summary>
    /// The hash of what was read of a group, where that still holds; <see langword="null"/> where the group is to be read. Who was read is
    /// looked at only where something changed.
    /// </summary>
    public async Task<string?> FindUnchangedAsync(string group, bool recurse, CancellationToken cancellationToken)
    {
        if (Find(group, recurse) is not { } read || !await HoldsAsync(read, cancellationToken).ConfigureAwait(false))
            return null;
        _now.TryAdd(Key(group, recurse), (read, null));
        return read.Content;
    }

    /// <summary>The hash of what a read brought that this run made, or gave again; <see langword="null"/> where it is not kept.</summary>
    public string? FindKept(GroupRead read) => _contents.GetValueOrDefault(read.Id);

    /// <summary>Takes a read in, if it is one that a later run may use.</summary>
    public void Keep(string group, bool recurse, GroupRead read, IReadOnlyList<GroupMember> members, DateTimeOffset startedAt)
    {
        if (WhyNotKept(group, read, members) is { } why)
        {
            _now.TryRemove(Key(group, recurse), out _);
            _logger.LogDebug("Source {Source}: the read of '{Group}' is not kept: {Reason}", _settings.Name, group, why);
            return;
        }

        var (hash, body) = KeptContentFormat.Write(KeptContent.Of(read, members));
        _now[Key(group, recurse)] = (new KeptRead(group, recurse, startedAt, read.ValidUntil, hash), body);
        _contents[read.Id] = hash;
    }

    /// <summary>Saves what holds now, for the runs to come.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (!await IsStillTheSameServerAsync(cancellationToken).ConfigureAwait(false))
        {
            _logger.LogInformation(
                "Source {Source}: nothing of this run is kept, because another server answered in its course", _settings.Name);
            return;
        }

        var reads = await RestAsync(cancellationToken).ConfigureAwait(false);
        reads.AddRange(_now.Values.Select(kept => kept.Read));
        var contents = _now.Values
            .Where(kept => kept.Body is not null)
            .DistinctBy(kept => kept.Read.Content)
            .ToDictionary(kept => kept.Read.Content, kept => kept.Body!);
        if (contents.Count == 0 && _changes.Token == _kept.Token && reads.Count == _kept.Reads.Count)
            return;
        var state = new KeptSource(_fingerprint, _changes.Token!, _kept.Generation, reads);
        if (!await _store.SaveAsync(_settings.Name, state, contents, cancellationToken).ConfigureAwait(false))
            _logger.LogInformation("Source {Source}: another run has kept its reads meanwhile; those of this one are not", _settings.Name);
    }

    private async Task<bool> IsStillTheSameServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _feed.IsStillTheSameServerAsync(_changes, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException)
        {
            return false;
        }
    }

    /// <summary>The reads of groups that this run had no use for, as far as they still hold.</summary>
    private async Task<List<KeptRead>> RestAsync(CancellationToken cancellationToken)
    {
        var rest = new List<KeptRead>();
        foreach (var read in _kept.Reads.Where(read => !_now.ContainsKey(Key(read.Group, read.Recurse))))
        {
            if (await HoldsAsync(read, cancellationToken).ConfigureAwait(false))
                rest.Add(read);
        }

        return rest;
    }

    private KeptRead? Find(string group, bool recurse) => _before.GetValueOrDefault(Key(group, recurse));

    /// <summary>Why a read does not hold whatever it brought; <see langword="null"/> where it may.</summary>
    private string? FindLapse(KeptRead read)
    {
        var now = _time.GetUtcNow();
        if (_changes.Doubt is { } doubt)
            return doubt;
        if (now < read.ReadAt || now - read.ReadAt >= _fullReadEvery)
            return $"it was read last at {read.ReadAt:u}";
        return now >= read.ValidUntil ? $"what was read held until {read.ValidUntil:u}" : null;
    }

    // What was read has to be looked at only where something changed.
    private async Task<bool> HoldsAsync(KeptRead read, CancellationToken cancellationToken) => FindLapse(read) is null
        && (_changes.IsEmpty || (await CheckAsync(read, cancellationToken).ConfigureAwait(false)).Why is null);

    private Task<(KeptContent? Content, string? Why)> CheckAsync(KeptRead read, CancellationToken cancellationToken) => _checks
        .GetOrAdd(
            Key(read.Group, read.Recurse),
            _ => new Lazy<Task<(KeptContent?, string?)>>(() => CheckOnceAsync(read, cancellationToken)))
        .Value;

    private async Task<(KeptContent? Content, string? Why)> CheckOnceAsync(KeptRead read, CancellationToken cancellationToken)
    {
        if (FindLapse(read) is { } lapse)
            return (null, lapse);
        var body = await LoadAsync(read.Content, cancellationToken).ConfigureAwait(false);
        if (body is null || KeptContentFormat.Read(read.Content, body) is not { } content)
            return (null, "what was kept of it is damaged");
        return (content, _impact.Find(content, IsSearched(read.Group, content) ? read.Group : null));
    }

    private async Task<byte[]?> LoadAsync(string hash, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.LoadContentAsync(hash, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryException)
        {
            return null;
        }
    }

    /// <summary>Why a read proves nothing for later; <see langword="null"/> where it does.</summary>
    private string? WhyNotKept(string group, GroupRead read, IReadOnlyList<GroupMember> members)
    {
        if (read.Completeness is not { Status: CompletenessStatus.Complete })
            return "it is not complete";
        if (read.Doubtful is [var doubtful, ..])
            return $"it is not certain whether '{doubtful.Reference}' is left out";
        if (read.OpenReason is { } reason)
            return reason;
        if (_changes.Unsettled is { } unsettled)
            return unsettled;
        if (group.StartsWith('('))
            return "the group is found by a filter";
        if (read.Groups.Count == 0 || read.Groups[0].Id != read.GroupId)
            return "it does not say which groups it consists of";
        var ids = read.Groups.Select(entry => entry.Id).Concat(members.Select(member => member.Id));
        if (ids.FirstOrDefault(id => !Guid.TryParseExact(id, "D", out _)) is { } foreign)
            return $"'{foreign}' is no id by which changes are told";
        if (_changes.CoversEverything)
            return null;
        var names = read.Groups.Select(entry => entry.DistinguishedName).Concat(members.Select(member => member.DistinguishedName));
        var elsewhere = names.Where(name => !IsWatched(name)).ToList();
        return elsewhere.Count > 0 ? $"'{elsewhere[0]}' is where changes are not told" : null;
    }

    private bool IsWatched(string? name) => DistinguishedName.TryParse(name, out var dn)
        && _changes.Trees.Any(tree => DistinguishedName.TryParse(tree, out var root) && (dn.Equals(root) || dn.IsDescendantOf(root)));

    private bool IsSearched(string group, KeptContent content)
    {
        if (_settings is not DirectorySourceSettings directory)
            return !group.Equals(content.GroupId, StringComparison.OrdinalIgnoreCase);
        var mapped = directory.GroupDnMap.FirstOrDefault(entry => entry.Key.Equals(group, StringComparison.OrdinalIgnoreCase)).Value;
        return !DistinguishedName.TryParse(mapped ?? group, out var dn) || dn.IsRoot;
    }

    private static (string Group, bool Recurse) Key(string group, bool recurse) => (group.ToUpperInvariant(), recurse);

    private static void Log(ILogger logger, string source, SourceChanges changes, bool wasAsked)
    {
        if (changes.Token is null)
            logger.LogInformation("Source {Source}: everything is read, each time: {Reason}", source, changes.Doubt);
        else if (changes.Doubt is not null)
            logger.LogInformation("Source {Source}: everything is read this time: {Reason}", source, changes.Doubt);
        else if (wasAsked)
            logger.LogInformation("Source {Source}: {Count} entries changed since the last run", source, changes.Entries.Count);
    }
}
