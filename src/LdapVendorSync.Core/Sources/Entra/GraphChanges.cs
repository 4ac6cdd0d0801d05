using System.Net;
using LdapVendorSync.Core.Http;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>
/// Asks Graph which users and groups changed (<see href="https://learn.microsoft.com/graph/delta-query-overview">delta query</see>). What
/// changed is named, not taken over: a group that changed is read, so that an answer that comes twice, in pieces or in another order does
/// no harm.
/// </summary>
internal sealed class GraphChanges(GraphClient graph, GraphPeople people, TimeProvider time)
{
    private const string NextLink = "@odata.nextLink";
    private const string DeltaLink = "@odata.deltaLink";

    // Beyond any tenant; only an answer without end has more.
    private const int MaxPages = 100_000;

    // Kept outside the directory itself, which alone tells changes.
    private static readonly HashSet<string> Untold = new(StringComparer.OrdinalIgnoreCase)
    {
        "aboutMe", "birthday", "customSecurityAttributes", "deviceEnrollmentLimit", "hireDate", "interests", "mailboxSettings", "mySite",
        "pastProjects", "preferredName", "print", "responsibilities", "schools", "signInActivity", "skills",
    };

    /// <summary>Asks what changed since an earlier answer.</summary>
    /// <param name="since">Its token; <see langword="null"/> for a token only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SourceChanges> ReadAsync(string? since, CancellationToken cancellationToken)
    {
        if (people.Properties.FirstOrDefault(Untold.Contains) is { } untold)
            return SourceChanges.Unknown($"Graph does not tell changes of '{untold}'");
        if (GraphDeltaToken.Parse(since) is not { } token)
            return await BeginAsync("nothing is known of earlier", [], cancellationToken).ConfigureAwait(false);
        if (!graph.IsOwn(token.Asked.Users) || !graph.IsOwn(token.Asked.Groups))
            return await BeginAsync("what is known is of another Graph", [], cancellationToken).ConfigureAwait(false);

        var now = time.GetUtcNow();
        var changed = new GraphChangeSet(token.Deleted);
        var users = await FollowAsync(token.Asked.Users, isGroups: false, changed, cancellationToken).ConfigureAwait(false);
        var groups = users is null
            ? null
            : await FollowAsync(token.Asked.Groups, isGroups: true, changed, cancellationToken).ConfigureAwait(false);
        if (users is null || groups is null)
            return await BeginAsync("Graph does not know any more what it told last", [], cancellationToken).ConfigureAwait(false);
        if (changed.Restored is { } restored)
        {
            var why = $"'{restored}' was restored, with the memberships that it had";
            return await BeginAsync(why, changed.Deleted, cancellationToken).ConfigureAwait(false);
        }

        var next = token.Next(new GraphDeltaLinks(users, groups, now)) with { Deleted = changed.Deleted };
        return Answer(next, now) with { Entries = changed.Entries };
    }

    // From now on: what there is is read, not told.
    private async Task<SourceChanges> BeginAsync(string why, IReadOnlyList<string> deleted, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var nothing = new GraphChangeSet([]);
        var users = await FollowAsync($"users/delta?$select={people.Select}&$deltatoken=latest", false, nothing, cancellationToken)
            .ConfigureAwait(false);
        const string groupsNow = "groups/delta?$select=displayName,mail,description,visibility,members&$deltatoken=latest";
        var groups = await FollowAsync(groupsNow, true, nothing, cancellationToken).ConfigureAwait(false);
        return users is null || groups is null
            ? SourceChanges.Unknown("Graph refuses to tell changes")
            : Answer(new GraphDeltaToken(new GraphDeltaLinks(users, groups, now), null) { Deleted = deleted }, now) with { Doubt = why };
    }

    private static SourceChanges Answer(GraphDeltaToken next, DateTimeOffset now) => new()
    {
        Token = next.ToString(),
        CoversEverything = true,
        Unsettled = next.Covers(now) ? null : "changes are not told for long enough yet: Graph's servers lag behind each other",
    };

    /// <summary>Reads an answer to its last page.</summary>
    /// <returns>
    /// The link to ask with the next time; <see langword="null"/> where Graph takes the one that it was asked with for lost.
    /// </returns>
    private async Task<string?> FollowAsync(
        string link, bool isGroups, GraphChangeSet changed, CancellationToken cancellationToken)
    {
        var purpose = isGroups ? "ask which groups changed" : "ask which users changed";
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var address = link; asked.Add(address) && asked.Count <= MaxPages;)
        {
            var (request, response) = await graph.SendAsync(address, purpose, cancellationToken).ConfigureAwait(false);
            if (IsLost(response))
                return null;
            if (!response.IsSuccess)
                throw graph.Refused(request, response, isGroups ? "GroupMember.Read.All" : "User.Read.All");
            var body = graph.Parse(request, response);
            foreach (var item in graph.ItemsIn(request, body))
                changed.Note(item.TextAt("id") is { Length: > 0 } id ? id : throw Broken(purpose, "an entry has no id"), item, isGroups);
            var (next, end) = (GraphClient.TextOf(body, NextLink), GraphClient.TextOf(body, DeltaLink));
            if (next is not null && end is not null)
                throw Broken(purpose, "a page is said to be the last one, and to be followed by another");
            if (end is { Length: > 0 })
                return end;
            address = next ?? throw Broken(purpose, "it ended without a link to ask with the next time");
        }

        throw Broken(purpose, "its pages lead in a circle");
    }

    // 410 with a Location by which everything would be told anew; 40x with syncStateNotFound, syncStateInvalid or resyncRequired; and
    // whatever else of a link that Graph itself gave cannot be the fault of the question.
    private static bool IsLost(VendorHttpResponse response) =>
        response.Status is HttpStatusCode.Gone or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict
            or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable
        || GraphClient.CodeOf(response) is { } code && IsLost(code);

    private static bool IsLost(string code) =>
        code.Contains("syncState", StringComparison.OrdinalIgnoreCase) || code.Contains("resync", StringComparison.OrdinalIgnoreCase);

    private static SourceException Broken(string purpose, string what) =>
        new(SourceFailure.Malformed, $"Cannot {purpose}: Graph's answer cannot be understood: {what}.");
}
