using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Http;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>
/// The groups and users of a tenant, as Microsoft Graph v1.0 gives them. Members are read from the group's own list, which names whatever
/// is in it; lists of users alone are answered from an index that lags behind.
/// </summary>
internal sealed class EntraApi : IDirectoryApi
{
    private const string GroupSelect = "id,displayName,description,visibility";
    private const string GroupPermission = "GroupMember.Read.All";
    private const string UserPermission = "User.Read.All";

    private readonly GraphClient _graph;
    private readonly GraphPeople _people;
    private readonly AsyncOnce<bool> _mayReadUsers;
    // Groups whose members only some may see.
    private readonly ConcurrentDictionary<string, bool> _hidden = new(StringComparer.OrdinalIgnoreCase);
    // What the last list of members held of groups, for whoever asks for them next.
    private readonly ConcurrentDictionary<string, IReadOnlyList<ApiGroup>> _nested = new(StringComparer.OrdinalIgnoreCase);

    private EntraApi(GraphClient graph, GraphPeople people, TimeProvider time)
    {
        _graph = graph;
        _people = people;
        _mayReadUsers = new AsyncOnce<bool>(ProbeUsersAsync);
        Changes = new GraphChanges(graph, people, time);
    }

    public bool HasNestedGroups => true;

    /// <summary>Tells what changed.</summary>
    public GraphChanges Changes { get; }

    /// <summary>Prepares the connection. Sends nothing.</summary>
    /// <exception cref="Vendors.VendorException">The settings cannot work.</exception>
    public static async Task<EntraApi> ConnectAsync(
        EntraSourceSettings settings, SourceServices services, CancellationToken cancellationToken)
    {
        var places = EntraPlaces.Of(settings);
        var endpoint = ApiEndpoint.Of(settings, services, places.Graph, "graph_url", auth: null) with
        {
            AuthKey = settings.Keystore is null ? "client_secret" : "keystore_file",
            ReadError = GraphClient.ErrorIn,
        };
        var issuer = await EntraTokenIssuer.CreateAsync(settings, places, endpoint, cancellationToken).ConfigureAwait(false);
        try
        {
            var door = await VendorHttpClient.CreateAsync(endpoint with { Issuer = issuer }, cancellationToken).ConfigureAwait(false);
            return new EntraApi(new GraphClient(door, settings.PageSize), new GraphPeople(settings), services.TimeProvider);
        }
        catch
        {
            await issuer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<IReadOnlyList<ApiGroup>> FindGroupsAsync(string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out var id) && await GetGroupAsync(id.ToString("D"), cancellationToken).ConfigureAwait(false) is { } known)
            return [known];
        var named = await SearchAsync("displayName", text, group => group.Name, cancellationToken).ConfigureAwait(false);
        return named.Count == 0 && text.Contains('@', StringComparison.Ordinal)
            ? await SearchAsync("mail", text, null, cancellationToken).ConfigureAwait(false)
            : named;
    }

    public async Task<ApiGroup?> GetGroupAsync(string id, CancellationToken cancellationToken)
    {
        var address = $"groups/{Uri.EscapeDataString(id)}?$select={GroupSelect}";
        var found = await _graph.FindAsync(address, $"read group '{id}'", GroupPermission, cancellationToken).ConfigureAwait(false);
        return found is null ? null : ToGroup(found);
    }

    public async IAsyncEnumerable<ApiGroup> ListGroupsAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = _graph.ListAsync($"groups?$select={GroupSelect}", "list the groups", GroupPermission, proof, cancellationToken);
        await foreach (var item in groups.ConfigureAwait(false))
            yield return ToGroup(item);
    }

    public async IAsyncEnumerable<ApiGroup> ListNestedGroupsAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_nested.TryRemove(group.Id, out var known))
        {
            foreach (var nested in known)
                yield return nested;
            proof.MarkProved();
            yield break;
        }

        var members = ListAsync(group, GroupSelect, proof, cancellationToken);
        await foreach (var item in members.Where(GraphPeople.IsGroup).ConfigureAwait(false))
            yield return ToGroup(item);
    }

    public async IAsyncEnumerable<ApiEntry> ListMembersAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _mayReadUsers.GetAsync(cancellationToken).ConfigureAwait(false);
        _nested.TryRemove(group.Id, out _);
        var groups = new List<ApiGroup>();
        var isEmpty = true;
        var select = $"{_people.Select},description,visibility";
        await foreach (var item in ListAsync(group, select, proof, cancellationToken).ConfigureAwait(false))
        {
            isEmpty = false;
            if (GraphPeople.IsGroup(item))
                groups.Add(ToGroup(item));
            else
                yield return _people.ToEntry(item);
        }

        if (isEmpty && _hidden.ContainsKey(group.Id))
            proof.Report(HiddenMembership(group));
        if (proof.IsWhole)
            _nested[group.Id] = groups;
    }

    public async IAsyncEnumerable<ApiEntry> ListUsersAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var users = _graph.ListAsync($"users?$select={_people.Select}", "list the users", UserPermission, proof, cancellationToken);
        await foreach (var item in users.ConfigureAwait(false))
            yield return _people.ToEntry(item);
    }

    public async Task<IReadOnlyList<ApiEntry>> FindUsersAsync(string text, CancellationToken cancellationToken)
    {
        var purpose = $"find user '{text}'";
        if (Guid.TryParse(text, out var id))
        {
            var known = await _graph.FindAsync($"users/{id:D}?$select={_people.Select}", purpose, UserPermission, cancellationToken)
                .ConfigureAwait(false);
            return known is null ? [] : [_people.ToEntry(known)];
        }

        var literal = Literal(text);
        var filter = Uri.EscapeDataString($"userPrincipalName eq {literal} or mail eq {literal} or displayName eq {literal}");
        var address = $"users?$select={_people.Select}&$filter={filter}";
        var found = await _graph.ListWholeAsync(address, purpose, UserPermission, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(_people.ToEntry)];
    }

    public async Task<IReadOnlyList<ApiGroup>> ListGroupsOfAsync(string userId, CancellationToken cancellationToken)
    {
        var address = $"users/{Uri.EscapeDataString(userId)}/memberOf?$select={GroupSelect}";
        var purpose = $"list the groups of user '{userId}'";
        var found = await _graph.ListWholeAsync(address, purpose, GroupPermission, cancellationToken).ConfigureAwait(false);
        return [.. found.Where(GraphPeople.IsGroup).Select(ToGroup)];
    }

    public Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken) =>
        new EntraCheck(_graph, _people).RunAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _mayReadUsers.Dispose();
        await _graph.DisposeAsync().ConfigureAwait(false);
    }

    private static string Literal(string text) => $"'{text.Trim().Replace("'", "''", StringComparison.Ordinal)}'";

    private static ReadReason HiddenMembership(ApiGroup group) => new(
        ReadReasonKind.HiddenMember,
        HoldScope.Mapping,
        $"Group '{group.Label}' hides its members, and seems empty: it may be so only because the app lacks the application permission Member.Read.Hidden.",
        group.Id);

    private ApiGroup ToGroup(DataNode item)
    {
        var id = item.TextAt("id") ?? string.Empty;
        if (item.TextAt("visibility") == "HiddenMembership")
            _hidden[id] = true;
        return new ApiGroup(id, item.TextAt("displayName") ?? id) { Description = item.TextAt("description") };
    }

    // Without users' fields in the lists of members everybody would lack a key. This tells why, and whether Graph knows what is asked for.
    private async Task<bool> ProbeUsersAsync(CancellationToken cancellationToken)
    {
        var address = $"users?$select={_people.Select}&$top=1";
        return await _graph.FindAsync(address, "read users", UserPermission, cancellationToken).ConfigureAwait(false) is not null;
    }

    private IAsyncEnumerable<DataNode> ListAsync(
        ApiGroup group, string select, ListProof proof, CancellationToken cancellationToken) =>
        _graph.ListAsync(
            $"groups/{Uri.EscapeDataString(group.Id)}/members?$select={select}",
            $"read the members of group '{group.Label}'",
            GroupPermission,
            proof,
            cancellationToken);

    private async Task<List<ApiGroup>> SearchAsync(
        string property, string text, Func<ApiGroup, string>? compared, CancellationToken cancellationToken)
    {
        var filter = Uri.EscapeDataString($"{property} eq {Literal(text)}");
        var address = $"groups?$select={GroupSelect}&$filter={filter}";
        var found = await _graph.ListWholeAsync(address, $"find group '{text}'", GroupPermission, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(ToGroup)
            .Where(group => compared is null || compared(group).Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))];
    }
}
