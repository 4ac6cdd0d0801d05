using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Http.Paging;

/// <summary>
/// Reads a list page by page, and says what it is worth: proved to be whole, or why not. It stops by itself whatever the server does.
/// </summary>
/// <param name="settings">How the list is paged.</param>
/// <param name="fetch">Fetches a page; <see langword="null"/> where the vendor says that it is past the last one.</param>
/// <param name="idOf">The id of an item; throws where it has none.</param>
internal sealed class ListReader(
    PagingSettings settings, Func<PageRequest, CancellationToken, Task<Page?>> fetch, Func<DataNode, string> idOf)
{
    private readonly Pager _pager = Pager.Create(settings);

    // By the page on which each was seen last.
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<ReadReason> _reasons = [];
    private int _received;

    /// <summary>Whether the list was read to an end that is proved. Meaningful once it has been enumerated.</summary>
    public bool IsProved { get; private set; }

    /// <summary>What keeps the list from being whole.</summary>
    public IReadOnlyList<ReadReason> Reasons => _reasons;

    /// <summary>
    /// Whether the server answers every question for a page with the same one, which was short enough to be all there is.
    /// </summary>
    public bool IgnoresPaging { get; private set; }

    /// <summary>The items, each id once.</summary>
    public async IAsyncEnumerable<DataNode> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = _pager.First();
        Page? page = null;
        for (var number = 1; request is not null; number++)
        {
            if (await fetch(request, cancellationToken).ConfigureAwait(false) is not { } next)
                break;
            page = next;
            _received += page.Items.Count;
            var items = Unseen(page.Items, number, out var alreadySeen);
            foreach (var item in items)
                yield return item;
            if (request.IsProbe && items.Count == 0 && alreadySeen > 0)
            {
                IgnoresPaging = true;
                _received -= page.Items.Count;
                break;
            }

            if (IsRepetition(items.Count, alreadySeen, number) || IsOverLimit(number))
                yield break;
            request = _pager.Next(request, page);
            if (request is not null && !IsNew(request, number))
                yield break;
        }

        CheckTotal(page);
        IsProved = _reasons.Count == 0;
    }

    /// <summary>How many items the server says there are in all; <see langword="null"/> where it does not.</summary>
    public static long? TotalOf(PagingSettings settings, Func<DataNode> body, VendorHttpResponse response)
    {
        var said = settings.Total is { } path ? body().TextAt(path) : null;
        said ??= settings.TotalHeader.Length > 0 ? response.Header(settings.TotalHeader) : null;
        return long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null;
    }

    private List<DataNode> Unseen(IReadOnlyList<DataNode> items, int number, out int alreadySeen)
    {
        var unseen = new List<DataNode>(items.Count);
        alreadySeen = 0;
        if (number == 1)
            _ids.EnsureCapacity(items.Count);
        foreach (var item in items)
        {
            ref var page = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, idOf(item), out var isKnown);

            // Twice on one page is untidy; on two pages it means that the pages do not fit together.
            if (page == number)
                continue;
            page = number;
            if (isKnown)
                alreadySeen++;
            else
                unseen.Add(item);
        }

        return unseen;
    }

    private bool IsRepetition(int unseen, int alreadySeen, int number)
    {
        if (alreadySeen == 0)
            return false;
        if (unseen > 0)
        {
            Report(
                $"page {number} repeats {alreadySeen} items of the pages before, so that others may be missing; "
                + "did the list change meanwhile?");
            return false;
        }

        Report($"page {number} holds nothing but items of the pages before; if the server never pages, say paging: {{style: none}}");
        return true;
    }

    private bool IsOverLimit(int number)
    {
        if (number < settings.MaxPages)
            return false;
        _reasons.Add(new ReadReason(
            ReadReasonKind.LimitExceeded,
            HoldScope.Mapping,
            $"The list has not ended after {number} pages ({_received} items); paging.max_pages is the limit."));
        return true;
    }

    // Another page behind an address or cursor that was asked for already would go round in circles, with empty pages even unnoticed.
    private bool IsNew(PageRequest request, int number)
    {
        if (_asked.Add(request.Address ?? string.Join('&', request.Query)))
            return true;
        Report($"page {number} names a next page that was read already");
        return false;
    }

    private void CheckTotal(Page? page)
    {
        if (page is not null && TotalOf(settings, () => page.Body, page.Response) is { } total && total != _received)
            Report($"the server says that there are {total} items, but {_received} arrived");
    }

    private void Report(string what) =>
        _reasons.Add(new ReadReason(
            ReadReasonKind.PagingInconsistent, HoldScope.Mapping, $"The pages contradict each other: {Punctuation.Close(what)}"));
}
