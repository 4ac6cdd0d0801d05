using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>Groups and people of an Okta organization (https://developer.okta.com/docs/api/).</summary>
/// <remarks>
/// The list of a group's members decides who is in it, whichever group rule put them there. Searches (<c>search=</c>) are answered from an
/// index that is behind, so that no member is read by them; they only find what has a name.
/// </remarks>
internal sealed class OktaApi(OktaClient client, OktaSourceSettings settings) : IDirectoryApi
{
    private const string Deprovisioned = "status eq \"DEPROVISIONED\"";

    private readonly OktaUser _users = new(settings);
    private readonly OktaGroupFinder _groups = new(client);

    /// <inheritdoc />
    public bool HasNestedGroups => false;

    /// <inheritdoc />
    public Task<IReadOnlyList<ApiGroup>> FindGroupsAsync(string text, CancellationToken cancellationToken) =>
        _groups.FindAsync(text, cancellationToken);

    /// <inheritdoc />
    public Task<ApiGroup?> GetGroupAsync(string id, CancellationToken cancellationToken) => _groups.GetAsync(id, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ApiGroup> ListGroupsAsync(ListProof proof, CancellationToken cancellationToken) =>
        _groups.ListAsync(new OktaListing("/groups", OktaNeed.ToReadGroups("list the groups")), proof, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ApiGroup> ListNestedGroupsAsync(ApiGroup group, ListProof proof, CancellationToken cancellationToken)
    {
        proof.MarkProved();
        return AsyncEnumerable.Empty<ApiGroup>();
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ApiEntry> ListMembersAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var need = OktaNeed.ToReadGroups($"read the members of group '{group.Label}'") with { Missing = SourceFailure.GroupNotFound };
        var list = new OktaListing($"/groups/{OktaClient.Escape(group.Id)}/users", need)
        {
            Count = token => _groups.CountMembersAsync(group, token),
        };
        await foreach (var user in client.ReadListAsync(list, proof, cancellationToken).ConfigureAwait(false))
            yield return _users.Map(user);
    }

    /// <inheritdoc />
    /// <remarks>
    /// The list of all leaves the deactivated out, and a filter has only them. They are read before and after, so that nobody slips through
    /// who is reactivated or deactivated meanwhile; whoever is in both lists is held.
    /// </remarks>
    public async IAsyncEnumerable<ApiEntry> ListUsersAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = new OktaListing("/users", OktaNeed.ToReadUsers("list the users"));
        var deactivated = all with { Choice = ("filter", Deprovisioned) };
        OktaListing[] lists = [deactivated, all, deactivated];
        var proved = 0;
        foreach (var list in lists)
        {
            var part = new ListProof();
            await foreach (var user in client.ReadListAsync(list, part, cancellationToken).ConfigureAwait(false))
                yield return _users.Map(user);
            foreach (var reason in part.Reasons)
                proof.Report(reason);
            proved += part.IsProved ? 1 : 0;
        }

        if (proved == lists.Length)
            proof.MarkProved();
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ApiEntry>> FindUsersAsync(string text, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DataNode>(StringComparer.Ordinal);
        var need = OktaNeed.ToReadUsers($"look for '{text}'");
        if (text.Trim() is not { Length: > 0 } name)
            return [];
        // By its id or login a user is found at once; what has been there for a while is also found by the index.
        if (!name.Contains('/', StringComparison.Ordinal)
            && await client.FindAsync($"/users/{OktaClient.Escape(name)}", need, cancellationToken).ConfigureAwait(false) is { } user
            && IsNamed(user, name))
        {
            found[user.TextAt("id")!] = user;
        }

        var list = new OktaListing("/users", need) { Choice = ("search", OktaFilter.UsersNamed(name)) };
        foreach (var match in await client.ReadWholeAsync(list, cancellationToken).ConfigureAwait(false))
            found.TryAdd(match.TextAt("id")!, match);
        return [.. found.Values.Select(_users.Map)];
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ApiGroup>> ListGroupsOfAsync(string userId, CancellationToken cancellationToken)
    {
        var need = OktaNeed.ToReadUsers($"list the groups of user '{userId}'");
        var list = new OktaListing($"/users/{OktaClient.Escape(userId)}/groups", need) { TakesLimit = false };
        return _groups.ReadWholeAsync(list, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken) =>
        new OktaCheck(client, settings).RunAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => client.DisposeAsync();

    // Okta also takes the part of a login before its '@', which may be another person's.
    private static bool IsNamed(DataNode user, string name) =>
        user.TextAt("id") == name || string.Equals(user.TextAt("profile.login"), name, StringComparison.OrdinalIgnoreCase);
}
