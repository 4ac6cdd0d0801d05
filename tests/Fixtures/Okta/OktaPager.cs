using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Okta;

/// <summary>Cuts lists into pages with cursors that nobody can read, honestly or not.</summary>
internal sealed class OktaPager(OktaOptions options)
{
    /// <summary>The page that is asked for.</summary>
    /// <param name="items">The whole list, in the order of ids.</param>
    /// <param name="query">The query.</param>
    /// <param name="self">The address of the request.</param>
    /// <param name="fallback">How many items a page has where nobody says.</param>
    /// <param name="trouble">How it is spoilt.</param>
    public VendorReply Cut(IReadOnlyList<OktaItem> items, Dictionary<string, string> query, Uri self, int fallback, OktaTrouble trouble)
    {
        var asked = int.TryParse(query.GetValueOrDefault("limit"), CultureInfo.InvariantCulture, out var limit) ? limit : fallback;
        var size = Math.Clamp(asked, 1, options.MaxPageSize);
        var cursor = OktaCursor.Of(query);
        if (trouble.Effect == MemberPageEffect.EmptyPage)
            return Reply([], LinksOf(self, cursor with { Empty = cursor.Empty + 1 }, query));

        var start = StartOf(items, cursor, size, trouble);
        var page = items.Skip(start).Take(size).ToArray();
        var hasNext = start + page.Length < items.Count || trouble.IsEndless;
        var next = page.Length > 0 && hasNext && trouble.Effect != MemberPageEffect.ClaimEnd
            ? new OktaCursor(cursor.Page + 1, page[^1].Id)
            : null;
        if (trouble.Effect == MemberPageEffect.RepeatPeople)
            page = [.. items.Skip(Math.Max(0, start - 2)).Take(Math.Min(2, start)), .. page];
        return Reply(
            trouble.Kind == FaultKind.EmptyPage ? [] : page,
            trouble.Kind == FaultKind.NextIsItself
                ? $"{LinksOf(self, null, query)}, <{Place(self)}>; rel=\"next\""
                : LinksOf(self, next, query));
    }

    private static int StartOf(IReadOnlyList<OktaItem> items, OktaCursor cursor, int size, OktaTrouble trouble)
    {
        if (trouble.IsEndless)
            return 0;
        var start = items.TakeWhile(item => string.CompareOrdinal(item.Id, cursor.After) <= 0).Count();
        return trouble.Kind switch
        {
            FaultKind.OverlapPages => Math.Max(0, start - 1),
            FaultKind.DropPage => start + size,
            _ => start,
        };
    }

    private VendorReply Reply(IEnumerable<OktaItem> items, string links)
    {
        var reply = OktaReply.Ok(new JsonArray([.. items.Select(item => item.ToJson())]));
        if (!options.LosesLinks)
            reply.Headers["Link"] = links;
        return reply;
    }

    private string LinksOf(Uri self, OktaCursor? cursor, Dictionary<string, string> query)
    {
        var links = $"<{Place(self)}>; rel=\"self\"";
        if (cursor is null || options.LosesNext)
            return links;
        var after = KeyValuePair.Create(OktaCursor.Parameter, cursor.ToString());
        var parameters = query.Where(pair => pair.Key != OktaCursor.Parameter).Append(after);
        var next = new UriBuilder(self)
        {
            Query = string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")),
        };
        return $"{links}, <{Place(next.Uri)}>; rel=\"next\"";
    }

    private string Place(Uri address) => options.LinkAuthority is { } authority
        ? $"{address.Scheme}://{authority}{address.PathAndQuery}"
        : address.AbsoluteUri;
}
