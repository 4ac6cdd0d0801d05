using System.Net;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>
/// Asks Graph which users and groups changed (<see href="https://learn.microsoft.com/graph/delta-query-overview">delta query</see>). What changed
/// is named, not taken over: a group that changed is read, so that an answer that comes twice, in pieces or in another order does no harm.
/// </summary>
internal sealed class GraphChanges(GraphClient graph, GraphPeople people)
{
    private const string NextLink = "@odata.nextLink";
    private const string DeltaLink = "@odata.deltaLink";

    // Beyond any tenant; only an answer without end has more.
    private const int MaxPages = 100_000;

    // Kept outside the directory itself, which alone tells changes.
    private static readonly HashSet<string> Untold = new(StringComparer.OrdinalIgnoreCase)
    {
        "aboutMe", "birthday", "deviceEnrollmentLimit", "hireDate", "interests", "mailboxSettings", "mySite", "pastProjects", "preferredName", "print",
        "responsibilities", "schools", "signInActivity", "skills",
    };

    /// <summary>Asks what changed since an earlier answer.</summary>
    /// <param name="since">Its token; <see langword="null"/> for a token only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SourceChanges> ReadAsync(string? since, CancellationToken cancellationToken)
    {
        if (people.Properties.FirstOrDefault(Untold.Contains) is { } untold)
            return SourceChanges.Unknown($"Graph does not tell changes of '{untold}'");
        if (GraphDeltaToken.Parse(since) is not { } token)
            return await BeginAsync("nothing is known of earlier", cancellationToken).ConfigureAwait(false);
        if (!graph.IsOwn(token.Asked.Users) || !graph.IsOwn(token.Asked.Groups))
            return await BeginAsync("what is known is of another Graph", cancellationToken).ConfigureAwait(false);

        var changed = new Dictionary<string, ChangedEntry>(StringComparer.OrdinalIgnoreCase);
        var users = await FollowAsync(token.Asked.Users, isGroups: false, changed, cancellationToken).ConfigureAwait(false);
        var groups = users is null ? null : await FollowAsync(token.Asked.Groups, isGroups: true, changed, cancellationToken).ConfigureAwait(false);
        return users is null || groups is null
            ? await BeginAsync("Graph does not know any more what it told last", cancellationToken).ConfigureAwait(false)
            : new SourceChanges { Token = token.Next(new GraphDeltaLinks(users, groups)).ToString(), Entries = [.. changed.Values], CoversEverything = true };
    }

    // From now on: what there is is read, not told.
    private async Task<SourceChanges> BeginAsync(string why, CancellationToken cancellationToken)
    {
        var nothing = new Dictionary<string, ChangedEntry>();
        var users = await FollowAsync($"users/delta?$select={people.Select}&$deltatoken=latest", false, nothing, cancellationToken).ConfigureAwait(false);
        const string groupsNow = "groups/delta?$select=displayName,description,visibility,members&$deltatoken=latest";
        var groups = await FollowAsync(groupsNow, true, nothing, cancellationToken).ConfigureAwait(false);
        return users is null || groups is null
            ? SourceChanges.Unknown("Graph refuses to tell changes")
            : new SourceChanges { Token = new GraphDeltaToken(new GraphDeltaLinks(users, groups), null).ToString(), Doubt = why, CoversEverything = true };
    }

    /// <summary>Reads an answer to its last page.</summary>
    /// <returns>The link to ask with the next time; <see langword="null"/> where Graph takes the one that it was asked with for lost.</returns>
    private async Task<string?> FollowAsync(
        string link, bool isGroups, Dictionary<string, ChangedEntry> changed, CancellationToken cancellationToken)
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
                Note(item, isGroups, changed);
            if (GraphClient.TextOf(body, DeltaLink) is { Length: > 0 } end)
                return end;
            address = GraphClient.TextOf(body, NextLink) ?? throw Broken(purpose, "it ended without a link to ask with the next time");
        }

        throw Broken(purpose, "its pages lead in a circle");
    }

    // 410 with a Location by which everything would be told anew; 40x with syncStateNotFound, syncStateInvalid or resyncRequired; and whatever else
    // of a link that Graph itself gave cannot be the fault of the question.
    private static bool IsLost(VendorHttpResponse response) =>
        response.Status is HttpStatusCode.Gone or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict
            or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable
        || GraphClient.CodeOf(response) is { } code && IsLost(code);

    private static bool IsLost(string code) =>
        code.Contains("syncState", StringComparison.OrdinalIgnoreCase) || code.Contains("resync", StringComparison.OrdinalIgnoreCase);

    // Whoever was removed is among them too, marked with @removed, and groups once more for each piece of their members.
    private static void Note(DataNode item, bool isGroups, Dictionary<string, ChangedEntry> changed)
    {
        if (item.TextAt("id") is { Length: > 0 } id)
            changed[id] = new ChangedEntry(id, null, isGroups);
    }

    private static SourceException Broken(string purpose, string what) =>
        new(SourceFailure.Malformed, $"Cannot {purpose}: Graph's answer cannot be understood: {what}.");
}
