using System.Collections.Concurrent;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.History;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Sync.Incremental;

/// <summary>What a run knows of its sources from earlier runs, source by source, from when each is first read.</summary>
/// <param name="session">Opens the sources.</param>
/// <param name="store">Where reads are kept.</param>
/// <param name="forget">Whether to read everything whatever is kept.</param>
internal sealed class SourceMemories(SyncSession session, KeptReadStore store, bool forget)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SourceMemory?>>> _memories = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger _logger = session.Environment.LoggerFactory.CreateLogger<SourceMemory>();

    /// <summary>Reads a group, or gives what was read before where it is known to hold still.</summary>
    public async Task<(GroupRead Read, GroupContent Content)> ReadAsync(
        ISource source, GroupReference group, CancellationToken cancellationToken)
    {
        var memory = await OpenAsync(source, cancellationToken).ConfigureAwait(false);
        if (memory is null || group.Recurse is not { } recurse)
            return await ReadAsync(source.ReadGroup(group, cancellationToken), cancellationToken).ConfigureAwait(false);

        if (await memory.RecallAsync(group.Name, recurse, cancellationToken).ConfigureAwait(false) is { } known)
            return await ReadAsync(known, cancellationToken).ConfigureAwait(false);
        var startedAt = session.Environment.TimeProvider.GetUtcNow();
        var (read, content) = await ReadAsync(source.ReadGroup(group, cancellationToken), cancellationToken).ConfigureAwait(false);
        memory.Keep(group.Name, recurse, read, content.Members, startedAt);
        return (read, content);
    }

    /// <inheritdoc cref="SourceMemory.FindUnchangedAsync" />
    public async Task<string?> FindUnchangedAsync(ISource source, string group, bool recurse, CancellationToken cancellationToken) =>
        await OpenAsync(source, cancellationToken).ConfigureAwait(false) is { } memory
            ? await memory.FindUnchangedAsync(group, recurse, cancellationToken).ConfigureAwait(false)
            : null;

    /// <inheritdoc cref="SourceMemory.FindKept" />
    public async Task<string?> FindKeptAsync(ISource source, GroupRead read, CancellationToken cancellationToken) =>
        (await OpenAsync(source, cancellationToken).ConfigureAwait(false))?.FindKept(read);

    /// <summary>Saves for the next run what holds now. That it cannot be saved makes that run slower, nothing more.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var memory in _memories.Values)
        {
            try
            {
                if (await memory.Value.ConfigureAwait(false) is { } opened)
                    await opened.SaveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HistoryException error)
            {
                _logger.LogWarning("What was read is not kept for the next run: {Reason}", error.Message);
            }
        }
    }

    private static async Task<(GroupRead, GroupContent)> ReadAsync(GroupRead read, CancellationToken cancellationToken) =>
        (read, await GroupContent.ReadAsync(read, null, cancellationToken).ConfigureAwait(false));

    private Task<SourceMemory?> OpenAsync(ISource source, CancellationToken cancellationToken) => _memories
        .GetOrAdd(source.Name, _ => new Lazy<Task<SourceMemory?>>(() => OpenOnceAsync(source, cancellationToken)))
        .Value;

    private async Task<SourceMemory?> OpenOnceAsync(ISource source, CancellationToken cancellationToken)
    {
        var settings = session.GetSourceSettings(source.Name);
        if (source is not IChangeFeed feed || settings is not IIncrementalSettings { Incremental: not IncrementalReading.Off })
            return null;
        return await SourceMemory
            .OpenAsync(settings, feed, store, forget, session.Environment.TimeProvider, _logger, cancellationToken)
            .ConfigureAwait(false);
    }
}
