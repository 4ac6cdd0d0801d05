using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Keycloak;

/// <summary>
/// Doubts that people of a user federation are disabled. Keycloak shows all of them so while their provider is switched off, and, in
/// versions of today, those whom it has not in its memory while the directory behind the provider cannot be reached.
/// </summary>
/// <param name="client">The realm.</param>
internal sealed class KeycloakFederation(KeycloakClient client)
{
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);

    /// <summary>Looks at somebody in a list.</summary>
    /// <returns>The same.</returns>
    public DataNode Note(DataNode user)
    {
        if (ProviderOf(user) is { } provider && user.TextAt("enabled") == "false")
            _suspects.Add(provider);
        return user;
    }

    /// <summary>
    /// Says so where nobody of a provider is enabled in the whole realm. Asked after the list, as it is later news that count.
    /// </summary>
    public async Task WeighAsync(ListProof proof, CancellationToken cancellationToken)
    {
        if (_suspects.Count == 0)
            return;
        await ClearAsync(cancellationToken).ConfigureAwait(false);
        foreach (var provider in _suspects.Order(StringComparer.Ordinal))
        {
            proof.Report(new ReadReason(
                ReadReasonKind.HiddenMember,
                HoldScope.Mapping,
                $"Keycloak shows everybody of the user federation provider with the id {provider} as disabled: it is switched off, or its directory "
                    + "cannot be reached. If its people are to go, delete the provider or unlink its users in Keycloak."));
        }
    }

    // Mostly the first page holds somebody of each provider. The filter is for speed alone: versions that do not know it give everybody.
    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        const string Purpose = "look for enabled users of the user federation";
        var users = client.List("users?enabled=true", isBrief: true, "username", Purpose, "view-users");
        await foreach (var user in users.ReadAsync(new ListProof(), cancellationToken).ConfigureAwait(false))
        {
            if (ProviderOf(user) is { } provider && user.TextAt("enabled") == "true")
                _suspects.Remove(provider);
            if (_suspects.Count == 0)
                return;
        }
    }

    private static string? ProviderOf(DataNode user) => user.TextAt("federationLink");
}
