using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>Lists and finds the users of a realm.</summary>
/// <param name="client">The realm.</param>
/// <param name="mapper">Makes entries of them.</param>
internal sealed class KeycloakUsers(KeycloakClient client, KeycloakPersonMapper mapper)
{
    private const string Role = "view-users";

    /// <summary>The entries directly in a group.</summary>
    public async IAsyncEnumerable<ApiEntry> ListMembersAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"groups/{Uri.EscapeDataString(group.Id)}/members";
        var pages = client.List(path, mapper.NeedsLittle, "username", $"read the members of the group '{group.Label}'", Role);
        var federation = new KeycloakFederation(client);
        await foreach (var user in pages.ReadAsync(proof, cancellationToken).ConfigureAwait(false))
            yield return mapper.Map(federation.Note(user));
        await federation.WeighAsync(proof, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Everybody in the realm.</summary>
    public async IAsyncEnumerable<ApiEntry> ListAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the users";
        var before = await CountAsync(Purpose, cancellationToken).ConfigureAwait(false);
        var number = 0L;
        var pages = client.List("users", mapper.NeedsLittle, "username", Purpose, Role);
        var federation = new KeycloakFederation(client);
        await foreach (var user in pages.ReadAsync(proof, cancellationToken).ConfigureAwait(false))
        {
            number++;
            yield return mapper.Map(federation.Note(user));
        }

        await federation.WeighAsync(proof, cancellationToken).ConfigureAwait(false);
        if (!await client.SeesEverybodyAsync(Purpose, cancellationToken).ConfigureAwait(false))
        {
            proof.Report(new ReadReason(
                ReadReasonKind.HiddenMember,
                HoldScope.Mapping,
                "The service account may not see all users: it lacks the role view-users."));
        }

        KeycloakCount.Check("users", number, before, await CountAsync(Purpose, cancellationToken).ConfigureAwait(false), proof);
    }

    /// <summary>The entries that a text may mean.</summary>
    public async Task<IReadOnlyList<ApiEntry>> FindAsync(string text, CancellationToken cancellationToken)
    {
        var purpose = $"find the user '{text}'";
        var value = Uri.EscapeDataString(text);
        if (text.Length == 0)
            return [];
        if (Guid.TryParse(text, out _) || text.StartsWith("f:", StringComparison.Ordinal))
        {
            if (await client.FindAsync($"users/{value}", purpose, Role, cancellationToken).ConfigureAwait(false) is { } user)
                return [mapper.Map(user)];
        }

        var found = new Dictionary<string, DataNode>(StringComparer.Ordinal);
        string[] queries = [$"username={value}&exact=true", $"email={value}&exact=true", $"search={value}"];
        foreach (var query in queries)
        {
            var body = await client.FindAsync($"users?{query}&briefRepresentation=false", purpose, Role, cancellationToken)
                .ConfigureAwait(false);
            foreach (var user in body is null ? [] : client.Items(body, purpose))
                found.TryAdd(client.Required(user, "id", purpose), user);
            // The last finds parts of names as well.
            if (found.Count > 0)
                break;
        }

        return [.. found.Values.Select(mapper.Map)];
    }

    private async Task<long> CountAsync(string purpose, CancellationToken cancellationToken) =>
        await client.FindAsync("users/count", purpose, Role, cancellationToken).ConfigureAwait(false) is { } count
            ? client.Number(count, purpose)
            : 0;
}
