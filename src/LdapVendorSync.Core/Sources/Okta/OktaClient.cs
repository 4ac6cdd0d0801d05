using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Http.Paging;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;
using LdapVendorSync.Core.Vendors;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>Sends requests to the API of Okta, and says what answers mean.</summary>
/// <param name="http">The connection.</param>
/// <param name="pageSize">How many items a page shall have.</param>
internal sealed class OktaClient(VendorHttpClient http, int pageSize) : IAsyncDisposable
{
    // "Not found": whatever else answers with 404 is not Okta.
    private const string NotFound = "E0000007";

    /// <summary>Reads one thing.</summary>
    /// <param name="path">Below <c>/api/v1</c>.</param>
    /// <param name="need">What it is for, and what it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The body; <see langword="null"/> where Okta knows nothing of that id.</returns>
    /// <exception cref="SourceException">There is no answer, or another one.</exception>
    public async Task<DataNode?> FindAsync(string path, OktaNeed need, CancellationToken cancellationToken)
    {
        var (request, response) = await SendAsync(path, need, cancellationToken).ConfigureAwait(false);
        return IsNotFound(response) ? null : Parse(request, response, need);
    }

    /// <summary>Reads one page of a list, whether or not it is the last.</summary>
    /// <returns>Its items, and whether Okta tells of a next one.</returns>
    /// <inheritdoc cref="FindAsync" />
    public async Task<(IReadOnlyList<DataNode> Items, bool HasNext)> ReadPageAsync(
        string path, OktaNeed need, CancellationToken cancellationToken)
    {
        var (request, response) = await SendAsync(path, need, cancellationToken).ConfigureAwait(false);
        return (ItemsOf(request, response, need), HasLink(response, "next"));
    }

    /// <summary>Reads a list page by page to its end.</summary>
    /// <param name="list">The list.</param>
    /// <param name="proof">Is told what the list is worth.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="SourceException">A page did not come.</exception>
    public async IAsyncEnumerable<DataNode> ReadListAsync(
        OktaListing list, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (last, received) = ((Page?)null, 0L);
        var reader = new ListReader(PagingOf(list), FetchAsync, item => IdOf(item, list.Need));
        await foreach (var item in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return item;
        foreach (var reason in reader.Reasons)
            proof.Report(reason);
        if (!reader.IsProved)
            yield break;
        if (await FindDoubtAsync(list, last!, received, cancellationToken).ConfigureAwait(false) is { } doubt)
            proof.Report(doubt);
        else
            proof.MarkProved();

        async Task<Page?> FetchAsync(PageRequest page, CancellationToken token)
        {
            var request = Request(page.Address ?? AddressOf(list, page), list.Need);
            var response = await SendAsync(request, token).ConfigureAwait(false);
            var items = ItemsOf(request, response, list.Need);
            received += items.Count;
            return last = new Page(items, DataNode.Null, response);
        }
    }

    /// <summary>Reads a list of which a part is of no use.</summary>
    /// <exception cref="SourceException">A page did not come, or the list is not proved to be whole.</exception>
    public Task<List<DataNode>> ReadWholeAsync(OktaListing list, CancellationToken cancellationToken) => WholeList.ReadAsync(
        proof => ReadListAsync(list, proof, cancellationToken),
        reason => Malformed(Request($"/api/v1{list.Path}", list.Need), reason),
        cancellationToken);

    /// <summary>A part of an address.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);

    public ValueTask DisposeAsync() => http.DisposeAsync();

    private static string AddressOf(OktaListing list, PageRequest page)
    {
        List<string> query = [.. page.Query.Select(pair => $"{pair.Key}={Escape(pair.Value)}")];
        if (list.Choice is var (name, value))
            query.Insert(0, $"{name}={Escape(value)}");
        return $"/api/v1{list.Path}{(query.Count == 0 ? "" : "?")}{string.Join('&', query)}";
    }

    private PagingSettings PagingOf(OktaListing list) => new()
    {
        Style = PagingStyle.Link,
        Size = pageSize,
        SizeParameter = list.TakesLimit ? "limit" : string.Empty,
        TotalHeader = string.Empty,
    };

    // A page that says where it stands, by a link to itself, and is not full is the last. One without links may be one of several whose
    // links were lost on the way.
    private async Task<ReadReason?> FindDoubtAsync(OktaListing list, Page last, long received, CancellationToken cancellationToken)
    {
        var (isFull, isPlaced) = (last.Items.Count >= pageSize, HasLink(last.Response, "self"));
        if (!isFull && isPlaced)
            return null;
        if (isFull && !isPlaced)
        {
            const string lost =
                "a full page came without a Link header, so that it may not be the last one; does a proxy take headers away?";
            return Doubt(ReadReasonKind.NotProved, list, lost);
        }

        var counted = list.Count is null ? null : await list.Count(cancellationToken).ConfigureAwait(false);
        if (counted is null && received == pageSize && await LosesLinksAsync(list, cancellationToken).ConfigureAwait(false))
        {
            const string lost = "its only page is full, and a smaller one names no next one either; does a proxy take links away?";
            return Doubt(ReadReasonKind.NotProved, list, lost);
        }

        if (counted is null || counted <= received)
            return null;
        var contradiction = $"the list ended with {received} items, but Okta counts {counted}.";
        return Doubt(ReadReasonKind.PagingInconsistent, list, contradiction);
    }

    // A list that fills a page of so many has a second one behind a smaller page.
    private async Task<bool> LosesLinksAsync(OktaListing list, CancellationToken cancellationToken)
    {
        if (!list.TakesLimit || pageSize == 1)
            return false;
        var size = KeyValuePair.Create("limit", (pageSize - 1).ToString(CultureInfo.InvariantCulture));
        var request = Request(AddressOf(list, new PageRequest([size])), list.Need);
        var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return ItemsOf(request, response, list.Need).Count == pageSize - 1 && !HasLink(response, "next");
    }

    private static ReadReason Doubt(ReadReasonKind kind, OktaListing list, string what) =>
        new(kind, HoldScope.Mapping, $"To {list.Need.Purpose}: {what}");

    private static bool HasLink(VendorHttpResponse response, string relation) =>
        response.Headers.TryGetValue("Link", out var values) && LinkHeader.Find(values, relation) is not null;

    private static bool IsNotFound(VendorHttpResponse response) =>
        response.Status == HttpStatusCode.NotFound && OktaErrors.CodeOf(response) == NotFound;

    private static VendorHttpRequest Request(string address, OktaNeed need) => new()
    {
        Method = HttpMethod.Get,
        Address = address,
        Purpose = need.Purpose,
        Accept = "application/json",
    };

    private async Task<(VendorHttpRequest Request, VendorHttpResponse Response)> SendAsync(
        string path, OktaNeed need, CancellationToken cancellationToken)
    {
        var request = Request($"/api/v1{path}", need);
        return (request, await SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    private Task<VendorHttpResponse> SendAsync(VendorHttpRequest request, CancellationToken cancellationToken) =>
        ApiErrors.TranslateAsync(() => http.SendAsync(request, cancellationToken));

    private string IdOf(DataNode item, OktaNeed need) => item.TextAt("id") is { Length: > 0 } id
        ? id
        : throw Malformed(Request(string.Empty, need), "an item of the list has no 'id'");

    private IReadOnlyList<DataNode> ItemsOf(VendorHttpRequest request, VendorHttpResponse response, OktaNeed need) =>
        Parse(request, response, need) is { Kind: DataKind.Array } list
            ? list.Items
            : throw Malformed(request, "the answer is no list");

    private DataNode Parse(VendorHttpRequest request, VendorHttpResponse response, OktaNeed need)
    {
        if (!response.IsSuccess)
            throw Refusal(request, response, need);
        return ApiErrors.Translate(() => http.Understand(request, () => ResponseContent.Parse(response, DataFormat.Json)));
    }

    private SourceException Refusal(VendorHttpRequest request, VendorHttpResponse response, OktaNeed need)
    {
        var error = http.ToException(request, response);
        return response.Status == HttpStatusCode.Forbidden
            ? error.Restate($"{Punctuation.Open(error.Message)}; {need.Right}.").ToSourceException()
            : error.ToSourceException(IsNotFound(response) ? need.Missing : SourceFailure.ServerError);
    }

    private SourceException Malformed(VendorHttpRequest request, string reason) =>
        http.CreateException(VendorFailure.Malformed, request, reason).ToSourceException();
}
