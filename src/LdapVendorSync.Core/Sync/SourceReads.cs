using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using LdapVendorSync.Core.Sync.Exclusion;
using LdapVendorSync.Core.Sync.Incremental;

namespace LdapVendorSync.Core.Sync;

/// <summary>The groups that a run reads from its sources: each once, however many mappings follow it.</summary>
/// <param name="sources">Gives the source of a name.</param>
/// <param name="memory">Knows which groups the names meant so far.</param>
/// <param name="memories">Knows what earlier runs read.</param>
internal sealed class SourceReads(Func<string, ISource> sources, SourceGroupMemory memory, SourceMemories memories)
{
    // So that the way to the source and back is not waited for each time; more of them at one source gain nothing.
    private const int AtOnce = 4;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.OrdinalIgnoreCase);

    // A name in another case may be another group: Keycloak has both.
    private readonly ConcurrentDictionary<(string Source, string Group, bool Recurse), Lazy<Task<GroupContent>>> _reads = new();
    private volatile bool _wasToldUnchanged;

    /// <summary>
    /// Whether any read came further than its server's front door, or a source told that none is needed; <see langword="null"/> where nothing
    /// was read.
    /// </summary>
    public bool? AnyReachable
    {
        get
        {
            if (_wasToldUnchanged)
                return true;
            var ended = _reads.Values
                .Where(read => read.IsValueCreated && read.Value.IsCompletedSuccessfully)
                .Select(read => read.Value.Result)
                .ToList();
            return ended.Count == 0 ? null : ended.Any(IsReachable);
        }
    }

    /// <summary>Saves for the next run what holds of what was read.</summary>
    public Task SaveAsync(CancellationToken cancellationToken) => memories.SaveAsync(cancellationToken);

    /// <summary>Reads the source group of a mapping, and the groups that it leaves out.</summary>
    public async Task<GroupContent> ReadAsync(MappingSettings mapping, CancellationToken cancellationToken)
    {
        var reading = ReadGroupAsync(mapping, cancellationToken);
        var except = await ReadExceptAsync(mapping, cancellationToken).ConfigureAwait(false);
        var content = await reading.ConfigureAwait(false);
        return except.Count == 0 ? content : content with { Source = mapping.Source, Except = except };
    }

    /// <summary>
    /// The hash of what was read of a mapping's source group in an earlier run, where the source is known to have the same still;
    /// <see langword="null"/> where it is to be read.
    /// </summary>
    public async Task<string?> FindUnchangedAsync(MappingSettings mapping, CancellationToken cancellationToken)
    {
        try
        {
            var content = await memories
                .FindUnchangedAsync(sources(mapping.Source), mapping.SourceGroup, mapping.Recurse, cancellationToken)
                .ConfigureAwait(false);
            if (content is not null)
                _wasToldUnchanged = true;
            return content;
        }
        catch (SourceException)
        {
            return null;
        }
    }

    /// <summary>The hash of what a read of a mapping's source group brought in this run; <see langword="null"/> where it proves nothing for the next.</summary>
    public Task<string?> FindKeptAsync(MappingSettings mapping, GroupRead read, CancellationToken cancellationToken) =>
        memories.FindKeptAsync(sources(mapping.Source), read, cancellationToken);

    /// <summary>Reads the groups that a mapping leaves out.</summary>
    public async Task<List<ExcludedGroup>> ReadExceptAsync(MappingSettings mapping, CancellationToken cancellationToken)
    {
        var contents = await Task
            .WhenAll(mapping.Except.Select(except => ReadGroupAsync(except.ReadFor(mapping), cancellationToken)))
            .ConfigureAwait(false);
        return [.. mapping.Except.Zip(contents, (settings, content) => new ExcludedGroup(settings, content))];
    }

    private Task<GroupContent> ReadGroupAsync(MappingSettings mapping, CancellationToken cancellationToken) => _reads
        .GetOrAdd(
            (mapping.Source.ToUpperInvariant(), mapping.SourceGroup, mapping.Recurse),
            _ => new Lazy<Task<GroupContent>>(() => ReadInTurnAsync(mapping, cancellationToken)))
        .Value;

    private async Task<GroupContent> ReadInTurnAsync(MappingSettings mapping, CancellationToken cancellationToken)
    {
        var turns = _turns.GetOrAdd(mapping.Source, _ => new SemaphoreSlim(AtOnce));
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await StartAsync(mapping, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<GroupContent> StartAsync(MappingSettings mapping, CancellationToken cancellationToken)
    {
        try
        {
            var group = await memory.RecallAsync(mapping, cancellationToken).ConfigureAwait(false);
            var (read, content) = await memories.ReadAsync(sources(mapping.Source), group, cancellationToken).ConfigureAwait(false);
            await memory.NoteAsync(mapping, read, cancellationToken).ConfigureAwait(false);
            return content;
        }
        catch (SourceException error)
        {
            return new GroupContent([], Completeness.Failed(error));
        }
    }

    private static bool IsReachable(GroupContent content) => content.Completeness.Error
        is not SourceException { Failure: SourceFailure.Unavailable or SourceFailure.Authentication };
}
