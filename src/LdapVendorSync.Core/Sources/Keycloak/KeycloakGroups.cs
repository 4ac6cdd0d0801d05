using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Finds groups, and walks through those within them.</summary>
/// <remarks>
/// Before version 23 a group comes with everything below it (<c>subGroups</c>); since then it says how many there are
/// (<c>subGroupCount</c>), and they are asked for by an address of their own (<c>/children</c>).
/// </remarks>
/// <param name="client">The realm.</param>
internal sealed class KeycloakGroups(KeycloakClient client)
{
    private const string Role = "view-users (query-groups for lists)";

    private volatile bool _treesComeWhole;

    /// <summary>The group with an id, or at a path, or else those with a name.</summary>
    public async Task<IReadOnlyList<ApiGroup>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out _) && await GetAsync(text, cancellationToken).ConfigureAwait(false) is { } known)
            return [known];
        var found = KeycloakGroupPath.Parse(text) is { } names
            ? await FindByPathAsync(text, names, cancellationToken).ConfigureAwait(false)
            : [.. (await SearchAsync(text, cancellationToken).ConfigureAwait(false)).Select(node => node.Group)];
        if (found.Count > 0 || text.Contains('/', StringComparison.Ordinal))
            return found;
        // Realms that were imported may have ids of any form.
        return await GetAsync(text, cancellationToken).ConfigureAwait(false) is { } other ? [other] : [];
    }

    /// <summary>The group with an id; <see langword="null"/> where there is none.</summary>
    public async Task<ApiGroup?> GetAsync(string id, CancellationToken cancellationToken)
    {
        var node = await FetchAsync(id, $"find the group '{id}'", cancellationToken).ConfigureAwait(false);
        return node is null ? null : GroupOf(node, node.TextAt("path"));
    }

    /// <summary>Every group of the realm.</summary>
    public async IAsyncEnumerable<ApiGroup> ListAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the groups";
        var before = await CountAsync(Purpose, cancellationToken).ConfigureAwait(false);
        var number = 0L;
        var pages = client.List("groups", isBrief: true, "name", Purpose, Role);
        await foreach (var node in pages.ReadAsync(proof, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var group in WithNestedAsync(node, string.Empty, proof, cancellationToken).ConfigureAwait(false))
            {
                number++;
                yield return group;
            }
        }

        var after = await CountAsync(Purpose, cancellationToken).ConfigureAwait(false);
        KeycloakCount.Check("groups", number, before, after, proof);
    }

    /// <summary>The groups directly in a group.</summary>
    public async IAsyncEnumerable<ApiGroup> ListNestedAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var node in ChildrenAsync(group, proof, cancellationToken).ConfigureAwait(false))
            yield return ChildOf(group, node);
    }

    /// <summary>The groups that list somebody directly.</summary>
    public async Task<IReadOnlyList<ApiGroup>> ListOfUserAsync(string userId, CancellationToken cancellationToken)
    {
        var purpose = $"list the groups of the user '{userId}'";
        var pages = client.List($"users/{Uri.EscapeDataString(userId)}/groups", isBrief: true, "name", purpose, "view-users");
        var nodes = await WholeList.ReadAsync(
            proof => pages.ReadAsync(proof, cancellationToken), reason => client.Malformed(purpose, reason), cancellationToken)
            .ConfigureAwait(false);
        return [.. nodes.Select(node => GroupOf(node, node.TextAt("path")))];
    }

    private static ApiGroup GroupOf(DataNode node, string? path) =>
        new(node.TextAt("id")!, node.TextAt("name") ?? node.TextAt("id")!) { Path = path, Description = node.TextAt("description") };

    private static ApiGroup ChildOf(ApiGroup parent, DataNode node) =>
        GroupOf(node, KeycloakGroupPath.Below(parent.Path ?? $"/{parent.Name}", node.TextAt("name") ?? string.Empty));

    private Task<DataNode?> FetchAsync(string id, string purpose, CancellationToken cancellationToken) =>
        client.FindAsync($"groups/{Uri.EscapeDataString(id)}", purpose, Role, cancellationToken);

    private async Task<long> CountAsync(string purpose, CancellationToken cancellationToken) =>
        await client.FindAsync("groups/count", purpose, Role, cancellationToken).ConfigureAwait(false) is { } count
            ? client.Number(count, purpose)
            : 0;

    private async Task<IReadOnlyList<ApiGroup>> FindByPathAsync(
        string text, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var nodes = await SearchAsync(names[^1], cancellationToken).ConfigureAwait(false);
        var path = KeycloakGroupPath.Of(names);
        if (nodes.Where(node => node.Path == path).Select(node => node.Group).ToList() is { Count: > 0 } found)
            return found;

        // As the console shows it, where a name holds a slash and the server does not escape it.
        var segments = text[1..].Split('/');
        for (var last = 2; last <= segments.Length; last++)
        {
            nodes = await SearchAsync(string.Join('/', segments[^last..]), cancellationToken).ConfigureAwait(false);
            if (nodes
                .Where(node => node.Path.Replace("~/", "/", StringComparison.Ordinal) == text)
                .Select(node => node.Group)
                .ToList() is { Count: > 0 } shown)
                return shown;
        }

        return [];
    }

    // Without first and max everything comes in one answer, within the groups that lead there. Older versions also find what only holds the
    // text.
    private async Task<IReadOnlyList<(ApiGroup Group, string Path)>> SearchAsync(string name, CancellationToken cancellationToken)
    {
        var purpose = $"find the group '{name}'";
        var body = await client.FindAsync(
            $"groups?search={Uri.EscapeDataString(name)}&exact=true&briefRepresentation=true", purpose, Role, cancellationToken)
            .ConfigureAwait(false);
        var found = new Dictionary<string, (ApiGroup, string)>(StringComparer.Ordinal);
        foreach (var node in body is null ? [] : client.Items(body, purpose))
            Collect(node, string.Empty);
        return [.. found.Values];

        void Collect(DataNode node, string parent)
        {
            var path = KeycloakGroupPath.Below(parent, client.Required(node, "name", purpose));
            if (node.TextAt("name") == name)
                found[client.Required(node, "id", purpose)] = (GroupOf(node, path), path);
            foreach (var nested in node.FindAll("subGroups"))
                Collect(nested, path);
        }
    }

    private async IAsyncEnumerable<ApiGroup> WithNestedAsync(
        DataNode node, string parent, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var group = GroupOf(node, KeycloakGroupPath.Below(parent, node.TextAt("name") ?? string.Empty));
        yield return group;
        var nested = node.FindAll("subGroups");
        if (nested.Count == 0 && !_treesComeWhole && node.TextAt("subGroupCount") != "0")
            nested = await ChildrenAsync(group, proof, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var child in nested)
        {
            await foreach (var below in WithNestedAsync(child, group.Path!, proof, cancellationToken).ConfigureAwait(false))
                yield return below;
        }
    }

    private async IAsyncEnumerable<DataNode> ChildrenAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var purpose = $"read the groups in '{group.Label}'";
        var node = await FetchAsync(group.Id, purpose, cancellationToken).ConfigureAwait(false)
            ?? throw new SourceException(SourceFailure.GroupNotFound, $"Cannot {purpose}: the group is no longer there.");
        var number = node.TextAt("subGroupCount") is not null ? client.Number(node.Find("subGroupCount")!, purpose) : (long?)null;
        var path = $"groups/{Uri.EscapeDataString(group.Id)}/children";
        if (number == 0 || (number is null && !await HasAddressAsync(path, purpose, cancellationToken).ConfigureAwait(false)))
        {
            foreach (var child in node.FindAll("subGroups"))
                yield return child;
            proof.MarkProved();
            yield break;
        }

        var seen = 0L;
        var own = new ListProof();
        await foreach (var child in client.List(path, isBrief: true, "name", purpose, Role)
            .ReadAsync(own, cancellationToken).ConfigureAwait(false))
        {
            seen++;
            yield return child;
        }

        Conclude(group, own, number, seen, proof);
    }

    // The number counts every group, the list only those that the account may see.
    private static void Conclude(ApiGroup group, ListProof own, long? number, long seen, ListProof proof)
    {
        foreach (var reason in own.Reasons)
            proof.Report(reason);
        if (number > seen)
        {
            proof.Report(new ReadReason(
                ReadReasonKind.NestedGroupUnreadable,
                HoldScope.Mapping,
                $"Keycloak counts {number} groups in '{group.Label}', but shows {seen}; may the service account see all of them (view-users)?",
                group.Id));
        }

        if (own.IsProved)
            proof.MarkProved();
    }

    private async Task<bool> HasAddressAsync(string path, string purpose, CancellationToken cancellationToken)
    {
        if (_treesComeWhole)
            return false;
        var answer = await client.FindAsync($"{path}?first=0&max=1&briefRepresentation=true", purpose, Role, cancellationToken)
            .ConfigureAwait(false);
        _treesComeWhole = answer is null;
        return answer is not null;
    }
}
