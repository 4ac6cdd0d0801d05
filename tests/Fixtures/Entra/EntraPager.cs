using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Api;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>Gives lists page by page. A list is what it was when its first page was asked for.</summary>
internal sealed class EntraPager(EntraOptions options)
{
    private const int Default = 100;

    private readonly Dictionary<string, (EntraObject[] Items, int Offset, int Size)> _rest = new(StringComparer.Ordinal);

    public VendorReply Answer(EntraRequest request, Func<EntraObject[]> list, Func<EntraObject, JsonObject> show)
    {
        var token = request.Query.GetValueOrDefault("$skiptoken");
        if (token is not null && !_rest.ContainsKey(token))
            return EntraReply.Error(400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
        if (request.Top is < 1 or > 999)
            return EntraReply.Error(400, "Request_BadRequest", $"Invalid page size specified: '{request.Top}'. Must be between 1 and 999 inclusive.");
        var (items, offset, size) = token is not null
            ? _rest[token]
            : (list(), 0, Math.Min(options.LongestPage, request.Top ?? Default));
        var (from, to, next) = Place(request.Fault, items, offset, size);
        var body = new JsonObject { ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata" };
        if (next < items.Length && request.Fault != MemberPageEffect.ClaimEnd)
            body["@odata.nextLink"] = request.With(("$skiptoken", Keep(items, next, size)));
        body["value"] = new JsonArray([.. items[from..to].Select(show)]);
        return EntraReply.Json(200, body);
    }

    /// <summary>The number of the page that is asked for.</summary>
    public int PageOf(IReadOnlyDictionary<string, string> query) =>
        query.GetValueOrDefault("$skiptoken") is { } token && _rest.TryGetValue(token, out var rest) ? (rest.Offset / rest.Size) + 1 : 1;

    private static (int From, int To, int Next) Place(MemberPageEffect? fault, EntraObject[] items, int offset, int size)
    {
        var end = Math.Min(items.Length, offset + size);
        return fault switch
        {
            MemberPageEffect.EmptyPage => (0, 0, offset),
            MemberPageEffect.RepeatFirstPage => (0, Math.Min(items.Length, size), offset),
            MemberPageEffect.RepeatPeople => (Math.Max(0, offset - 2), end, end),
            _ => (offset, end, end),
        };
    }

    private string Keep(EntraObject[] items, int offset, int size)
    {
        var token = $"RFNwdA{_rest.Count + 1:x6}";
        _rest[token] = (items, offset, size);
        return token;
    }
}
