using System.Runtime.CompilerServices;
using LdapVendorSync.Ldap.Protocol;
using LdapVendorSync.Ldap.Transport;

namespace LdapVendorSync.Ldap;

/// <summary>A search under way: first what it yields, one after another as it arrives, then how it ended.</summary>
/// <remarks>
/// It is sent when the enumeration starts and can be enumerated once. Leaving the enumeration early, or cancelling it, tells the server
/// to abandon the search. A result other than success does not throw: the entries that came before are good, and <see cref="Result"/>
/// says what is missing.
/// </remarks>
public sealed class LdapSearch : IAsyncEnumerable<LdapSearchItem>
{
    private readonly LdapTransport _transport;
    private readonly ISearchSequence _sequence;
    private readonly CancellationToken _cancellationToken;
    private LdapResult? _result;
    private int _started;

    internal LdapSearch(LdapTransport transport, ISearchSequence sequence, CancellationToken cancellationToken)
    {
        _transport = transport;
        _sequence = sequence;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Whether the server has ended the search and everything it sent was read.</summary>
    public bool IsFinished => _result is not null;

    /// <summary>How the search ended.</summary>
    /// <exception cref="InvalidOperationException">The enumeration has not come to its end.</exception>
    public LdapResult Result =>
        _result ?? throw new InvalidOperationException("The search has no result before it was enumerated to its end.");

    /// <summary>Sends the search and yields its entries, references and intermediate responses.</summary>
    /// <param name="cancellationToken">Abandons the search.</param>
    /// <exception cref="Errors.LdapException">The search could not come to its end: silence, a lost connection, a malformed
    /// answer.</exception>
    /// <exception cref="InvalidOperationException">It was enumerated before.</exception>
    public async IAsyncEnumerator<LdapSearchItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var items in ReadBatchesAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in items)
            {
                // One that was cancelled yields nothing of what has come already
                _cancellationToken.ThrowIfCancellationRequested();
                cancellationToken.ThrowIfCancellationRequested();
                yield return item;
            }
        }
    }

    /// <summary>Sends the search and yields its entries, references and intermediate responses, those together that arrived together: for
    /// whoever hands on many of them.</summary>
    /// <inheritdoc cref="GetAsyncEnumerator" />
    public async IAsyncEnumerable<IReadOnlyList<LdapSearchItem>> ReadBatchesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("A search can be enumerated once; start another one.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
        for (var request = _sequence.First; request is not null;)
        {
            LdapSearchItem? first = null;
            LdapResult? result = null;
            using var operation = _transport.Start(
                PendingOperationKind.Search, Errors.LdapPhase.FirstAnswer, id => RequestEncoder.Search(id, request));
            while (result is null)
            {
                var messages = await operation.ReadAllAsync(either.Token).ConfigureAwait(false);
                var items = ItemsOf(messages);
                first ??= items.FirstOrDefault();
                if (items.Length > 0) yield return items;
                result = messages[^1].Body as LdapResult;
            }

            request = _sequence.Next(result, first);
            if (request is null) _result = result;
        }
    }

    /// <summary>Reads the search to its end.</summary>
    /// <param name="cancellationToken">Abandons the search.</param>
    /// <exception cref="Errors.LdapException">The search could not come to its end.</exception>
    public async Task<LdapSearchResponse> ReadToEndAsync(CancellationToken cancellationToken = default)
    {
        var entries = new List<LdapEntry>();
        var references = new List<LdapSearchReference>();
        var intermediates = new List<LdapIntermediateResponse>();
        await foreach (var item in this.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (item is LdapEntry entry) entries.Add(entry);
            else if (item is LdapSearchReference reference) references.Add(reference);
            else if (item is LdapIntermediateResponse intermediate) intermediates.Add(intermediate);
        }

        return new LdapSearchResponse(entries, references, Result) { IntermediateResponses = intermediates };
    }

    /// <summary>What the messages hold, without the result that the last of them may be.</summary>
    private static LdapSearchItem[] ItemsOf(LdapMessage[] messages)
    {
        var items = new LdapSearchItem[messages[^1].Kind == LdapMessageKind.SearchItem ? messages.Length : messages.Length - 1];
        for (var i = 0; i < items.Length; i++) items[i] = (LdapSearchItem)messages[i].Body;
        return items;
    }
}

/// <summary>Everything a search yielded.</summary>
/// <param name="Entries">The entries, in the order of the server.</param>
/// <param name="References">The parts of the subtree that other servers hold: they were not read.</param>
/// <param name="Result">How it ended; only success means that nothing is missing.</param>
public sealed record LdapSearchResponse(IReadOnlyList<LdapEntry> Entries, IReadOnlyList<LdapSearchReference> References, LdapResult Result)
{
    /// <summary>What extensions said in its midst, such as <see cref="Controls.SyncInfo"/>.</summary>
    public IReadOnlyList<LdapIntermediateResponse> IntermediateResponses { get; init; } = [];
}
