using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>Cuts lists into pages with cursors that nobody can read, honestly or not.</summary>
internal sealed class OktaPager(OktaOptions options)
{
    /// <summary>The page that is asked for.</summary>
    /// <param name="items">The whole list, each with an <c>id</c>, in the order of these.</param>
    /// <param name="query">The query.</param>
    /// <param name="self">The address of the request.</param>
    /// <param name="fallback">How many items a page has where nobody says.</param>
    /// <param name="fault">How it is spoilt.</param>
    public VendorReply Cut(IReadOnlyList<JsonObject> items, Dictionary<string, string> query, Uri self, int fallback, FaultKind? fault)
    {
        var size = Math.Clamp(
            int.TryParse(query.GetValueOrDefault("limit"), CultureInfo.InvariantCulture, out var limit) ? limit : fallback, 1, options.MaxPageSize);
        var after = query.TryGetValue("after", out var cursor) ? Decode(cursor) : string.Empty;
        var start = items.TakeWhile(item => string.CompareOrdinal(item["id"]!.ToString(), after) <= 0).Count();
        start = fault switch
        {
            FaultKind.RepeatPage or FaultKind.EndlessPages => 0,
            FaultKind.OverlapPages => Math.Max(0, start - 1),
            FaultKind.DropPage => start + size,
            _ => start,
        };
        var page = items.Skip(start).Take(size).ToArray();
        var last = page.Length > 0 && (start + page.Length < items.Count || fault is FaultKind.RepeatPage or FaultKind.EndlessPages)
            ? page[^1]["id"]!.ToString()
            : null;
        var shown = fault == FaultKind.EmptyPage ? [] : page;
        var reply = OktaReply.Ok(new JsonArray([.. shown.Select(item => item.DeepClone())]));
        if (!options.LosesLinks)
            reply.Headers["Link"] = LinksOf(self, last, query, fault);
        return reply;
    }

    private string LinksOf(Uri self, string? last, Dictionary<string, string> query, FaultKind? fault)
    {
        var links = $"<{Place(self)}>; rel=\"self\"";
        if (fault == FaultKind.NextIsItself)
            return $"{links}, <{Place(self)}>; rel=\"next\"";
        if (last is null)
            return links;
        var parameters = query.Where(pair => pair.Key != "after").Append(KeyValuePair.Create("after", Encode(last)));
        var next = new UriBuilder(self)
        {
            Query = string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")),
        };
        return $"{links}, <{Place(next.Uri)}>; rel=\"next\"";
    }

    private string Place(Uri address) => options.LinkAuthority is { } authority
        ? $"{address.Scheme}://{authority}{address.PathAndQuery}"
        : address.AbsoluteUri;

    private static string Encode(string id) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"cursor:{id}"));

    private static string Decode(string cursor) => Encoding.UTF8.GetString(Convert.FromBase64String(cursor))["cursor:".Length..];
}
