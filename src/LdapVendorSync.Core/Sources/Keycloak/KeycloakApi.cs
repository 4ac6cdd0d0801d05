using System.Runtime.CompilerServices;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>The admin API of a realm of Keycloak. Nothing is sent before it is asked for something.</summary>
internal sealed class KeycloakApi : IDirectoryApi
{
    private readonly KeycloakSourceSettings _settings;
    private readonly KeycloakPersonMapper _mapper;
    private readonly TimeProvider _clock;
    private readonly AsyncOnce<Realm> _realm;

    /// <param name="settings">The source.</param>
    /// <param name="services">What it gets besides.</param>
    public KeycloakApi(KeycloakSourceSettings settings, SourceServices services)
    {
        _settings = settings;
        _mapper = new KeycloakPersonMapper(settings.Attributes);
        _clock = services.TimeProvider;
        var connector = new KeycloakConnector(settings, services);
        _realm = new AsyncOnce<Realm>(async token =>
        {
            var client = await connector.ConnectAsync(token).ConfigureAwait(false);
            return new Realm(client, new KeycloakGroups(client), new KeycloakUsers(client, _mapper));
        });
    }

    /// <inheritdoc />
    public bool HasNestedGroups => true;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ApiGroup>> FindGroupsAsync(string text, CancellationToken cancellationToken) =>
        await (await GroupsAsync(cancellationToken).ConfigureAwait(false)).FindAsync(text, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<ApiGroup?> GetGroupAsync(string id, CancellationToken cancellationToken) =>
        await (await GroupsAsync(cancellationToken).ConfigureAwait(false)).GetAsync(id, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async IAsyncEnumerable<ApiGroup> ListGroupsAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var group in groups.ListAsync(proof, cancellationToken).ConfigureAwait(false))
            yield return group;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ApiGroup> ListNestedGroupsAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var nested in groups.ListNestedAsync(group, proof, cancellationToken).ConfigureAwait(false))
            yield return nested;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ApiEntry> ListMembersAsync(
        ApiGroup group, ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var users = await UsersAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var entry in users.ListMembersAsync(group, proof, cancellationToken).ConfigureAwait(false))
            yield return entry;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ApiEntry> ListUsersAsync(ListProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var users = await UsersAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var entry in users.ListAsync(proof, cancellationToken).ConfigureAwait(false))
            yield return entry;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ApiEntry>> FindUsersAsync(string text, CancellationToken cancellationToken) =>
        await (await UsersAsync(cancellationToken).ConfigureAwait(false)).FindAsync(text, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<IReadOnlyList<ApiGroup>> ListGroupsOfAsync(string userId, CancellationToken cancellationToken) =>
        await (await GroupsAsync(cancellationToken).ConfigureAwait(false)).ListOfUserAsync(userId, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task<IReadOnlyList<CheckResult>> TestAsync(CancellationToken cancellationToken)
    {
        var checks = new KeycloakChecks(_settings, async token => (await _realm.GetAsync(token).ConfigureAwait(false)).Client, _clock);
        return checks.RunAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_realm.TryGet(out var realm))
            await realm.Client.DisposeAsync().ConfigureAwait(false);
        _realm.Dispose();
    }

    private async Task<KeycloakGroups> GroupsAsync(CancellationToken cancellationToken) =>
        (await _realm.GetAsync(cancellationToken).ConfigureAwait(false)).Groups;

    private async Task<KeycloakUsers> UsersAsync(CancellationToken cancellationToken) =>
        (await _realm.GetAsync(cancellationToken).ConfigureAwait(false)).Users;

    private sealed record Realm(KeycloakClient Client, KeycloakGroups Groups, KeycloakUsers Users);
}
