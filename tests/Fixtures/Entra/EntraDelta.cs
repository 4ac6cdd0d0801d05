using System.Globalization;
using System.Text.Json.Nodes;
using LdapVendorSync.Fixtures.Vendors;

namespace LdapVendorSync.Fixtures.Entra;

/// <summary>Tells changes as Graph's delta query does: in pieces, more than once where it likes, and for a limited time.</summary>
internal sealed class EntraDelta(EntraStore store, EntraOptions options)
{
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);

    public void Expire()
    {
        lock (store.Gate)
            _states.Clear();
    }

    public VendorReply Answer(string type, EntraRequest request)
    {
        var token = request.Query.GetValueOrDefault("$deltatoken") ?? request.Query.GetValueOrDefault("$skiptoken");
        if (token == "latest")
            return Page(request, new State(type, request.Select, [], store.Now));
        if (token is null)
            return Page(request, new State(type, request.Select, [.. store.OfType(type).SelectMany(Whole)], store.Now));
        if (!_states.TryGetValue(token, out var state))
            return Lost(request);
        if (state.Rest.Count > 0 || request.Query.ContainsKey("$skiptoken"))
            return Page(request, state);
        var since = state.Until - options.Replays;
        return Page(request, state with { Rest = [.. Since(type, since)], Until = store.Now });
    }

    private VendorReply Lost(EntraRequest request)
    {
        const string message = "The sync state generation is not found; a full sync is needed.";
        var reply = EntraReply.Error(options.LostTokenStatus, options.LostTokenStatus == 410 ? "resyncRequired" : "syncStateNotFound", message);
        if (options.LostTokenStatus == 410)
            reply.Headers["Location"] = request.With(("$deltatoken", ""), ("$skiptoken", ""));
        return reply;
    }

    private VendorReply Page(EntraRequest request, State state)
    {
        var (page, members) = (new List<JsonNode>(), 0);
        foreach (var piece in state.Rest)
        {
            members += piece.Members.Count + 1;
            if (page.Count > 0 && members > options.MembersOnDeltaPage)
                break;
            page.Add(Show(piece, state));
        }

        var rest = state with { Rest = [.. state.Rest.Skip(page.Count)] };
        var token = string.Create(CultureInfo.InvariantCulture, $"R0usmc{_states.Count + 1:x6}");
        _states[token] = rest;
        var body = new JsonObject { ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata" };
        body["value"] = new JsonArray([.. page]);
        if (rest.Rest.Count > 0)
            body["@odata.nextLink"] = request.With(("$deltatoken", ""), ("$select", ""), ("$skiptoken", token));
        else
            body["@odata.deltaLink"] = request.With(("$skiptoken", ""), ("$select", ""), ("$deltatoken", token));
        return EntraReply.Json(200, body);
    }

    private IEnumerable<Piece> Whole(EntraObject subject) => Pieces(subject, [.. subject.Members.Values.Select(member => (member, true))]);

    private IEnumerable<Piece> Since(string type, int number) => store.ChangesSince(number)
        .Where(change => change.Subject.Type == type)
        .GroupBy(change => change.Subject)
        .SelectMany(changes => Pieces(
            changes.Key,
            [.. changes.Where(change => change.Member is not null)
                .GroupBy(change => change.Member!)
                .Select(change => (change.Key, change.Last().Joined))]));

    // A group with many members comes several times, each time with some of them.
    private IEnumerable<Piece> Pieces(EntraObject subject, (EntraObject Member, bool Joined)[] members) =>
        members.Length == 0 ? [new Piece(subject, [])] : members.Chunk(options.MembersOnDeltaPage).Select(some => new Piece(subject, some));

    private JsonObject Show(Piece piece, State state)
    {
        if (!store.Has(piece.Subject))
            return new JsonObject { ["id"] = piece.Subject.Id, ["@removed"] = new JsonObject { ["reason"] = "changed" } };
        var json = piece.Subject.ToJson([.. state.Select.Where(property => property != "members")], withType: false);
        if (piece.Members.Count > 0 && state.Select.Contains("members"))
            json["members@delta"] = new JsonArray([.. piece.Members.Select(Show)]);
        return json;
    }

    private static JsonObject Show((EntraObject Member, bool Joined) change)
    {
        var json = new JsonObject { ["@odata.type"] = $"#microsoft.graph.{change.Member.Type}", ["id"] = change.Member.Id };
        if (!change.Joined)
            json["@removed"] = new JsonObject { ["reason"] = "deleted" };
        return json;
    }

    private sealed record Piece(EntraObject Subject, IReadOnlyList<(EntraObject Member, bool Joined)> Members);

    private sealed record State(string Type, IReadOnlyList<string> Select, IReadOnlyList<Piece> Rest, int Until);
}
