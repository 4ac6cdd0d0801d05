using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>
/// Reads a list to its end (RFC 7644 section 3.4.2, cursors by RFC 9865), whatever the server says of itself, and says what it is worth. It
/// goes on by the number of resources that arrived, and ends where the total is reached, a page is empty, or nothing new comes.
/// </summary>
/// <param name="client">Sends the requests.</param>
/// <param name="query">What is asked for.</param>
internal sealed class ScimList(ScimClient client, ScimQuery query)
{
    private const int MaxPages = 100_000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);
    private readonly List<ReadReason> _reasons = [];
    private string? _cursor;
    private int? _total;
    private int _received;

    /// <summary>Whether everything arrived for certain. Meaningful once the list was enumerated.</summary>
    public bool IsProved { get; private set; }

    /// <summary>What keeps the list from being whole.</summary>
    public IReadOnlyList<ReadReason> Reasons => _reasons;

    /// <summary>How many resources the server says there are, once the first page was read.</summary>
    public int? Total => _total;

    /// <summary>The resources, each id once.</summary>
    public async IAsyncEnumerable<JsonObject> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var isProbe = IsReached;
            if (await FetchAsync(number, isProbe, cancellationToken).ConfigureAwait(false) is not { } page)
                break;
            var listed = Listed(page);
            _received += listed.Length;
            var unseen = listed.Where(resource => _ids.Add(IdOf(resource))).ToArray();
            if (isProbe && unseen.Length == 0)
                break;
            if (isProbe)
                Report($"it says that there are {_total}, but more than these arrived");
            Check(page, listed.Length - unseen.Length, unseen.Length, number);
            foreach (var resource in unseen)
                yield return resource;
            if (!HasNext(page, listed.Length, unseen.Length, number))
                break;
        }

        if (_total is { } total && total != _ids.Count)
            Report($"it says that there are {total}, but {_ids.Count} arrived");
        IsProved = _reasons.Count == 0;
    }

    private bool IsReached => _total is { } total && _ids.Count >= total && _ids.Count > 0;

    private async Task<JsonObject?> FetchAsync(int number, bool isProbe, CancellationToken cancellationToken)
    {
        // What is asked for behind the end only proves that this is the end; some servers call it a mistake.
        HttpStatusCode[] pastEnd = isProbe ? [HttpStatusCode.BadRequest, HttpStatusCode.NotFound] : [];
        return await client.GetAsync(Address(number), query.Purpose, cancellationToken, pastEnd).ConfigureAwait(false);
    }

    private string Address(int number)
    {
        var address = new StringBuilder(query.Address);
        var separator = '?';
        Add("filter", query.Filter);
        Add("attributes", query.Attributes);
        Add("excludedAttributes", query.ExcludedAttributes);
        if (query.PagesByCursor)
            Add("cursor", number == 1 ? string.Empty : _cursor);
        else
            Add("startIndex", (_received + 1).ToString(CultureInfo.InvariantCulture));
        Add("count", query.PageSize.ToString(CultureInfo.InvariantCulture));
        return address.ToString();

        void Add(string name, string? value)
        {
            if (value is null)
                return;
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
    }

    private JsonObject[] Listed(JsonObject page) => page["Resources"] switch
    {
        JsonArray resources => [.. resources.OfType<JsonObject>()],
        null when TotalIn(page) == 0 || _ids.Count > 0 => [],
        _ => throw client.Failure(
            VendorFailure.Malformed,
            query.Purpose,
            "the answer is no list: it has no Resources, and does not say that there are none; is base_url that of the API?"),
    };

    private void Check(JsonObject page, int seen, int unseen, int number)
    {
        if (TotalIn(page) is { } total)
        {
            if (_total is { } before && before != total)
            {
                Report(
                    $"it said first that there are {before}, and on page {number} that there are {total}; did the list change meanwhile?");
            }

            _total = total;
        }

        if (seen > 0 && unseen > 0)
            Report($"page {number} repeats {seen} of the pages before, so that others may be missing");
        else if (seen > 0)
            Report($"page {number} holds nothing but what was on the pages before, although more are to come");
    }

    private bool HasNext(JsonObject page, int listed, int unseen, int number)
    {
        if (number >= MaxPages)
        {
            Report($"it has not ended after {MaxPages} pages");
            return false;
        }

        if (!query.PagesByCursor)
            return listed > 0 && unseen > 0 && !(IsReached && !query.ProvesEnd);
        _cursor = ScimJson.NonBlank(page["nextCursor"]);
        if (_cursor is null)
            return false;
        if (_cursors.Add(_cursor))
            return true;
        Report($"page {number} names a next page that was read already");
        return false;
    }

    private string IdOf(JsonObject resource) => ScimJson.NonBlank(resource["id"])
        ?? throw client.Failure(VendorFailure.Malformed, query.Purpose, "a resource of the list has no id");

    private static int? TotalIn(JsonObject page) =>
        int.TryParse(ScimJson.Text(page["totalResults"]), NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null;

    private void Report(string what)
    {
        _reasons.Add(new ReadReason(
            ReadReasonKind.PagingInconsistent, HoldScope.Mapping, $"The server's list contradicts itself: {Punctuation.Close(what)}"));
    }
}

/// <summary>What is asked of a list.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Purpose">What it is for, as messages say it.</param>
internal sealed record ScimQuery(string Address, string Purpose)
{
    /// <summary>Which resources.</summary>
    public string? Filter { get; init; }

    /// <summary>The only attributes to send.</summary>
    public string? Attributes { get; init; }

    /// <summary>The attributes not to send.</summary>
    public string? ExcludedAttributes { get; init; }

    /// <summary>How many resources a page is asked for.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Whether pages are asked for by cursor.</summary>
    public bool PagesByCursor { get; init; }

    /// <summary>Whether one more page is asked for where the total is reached: a total that is too low would cut the list off.</summary>
    public bool ProvesEnd { get; init; }
}
