using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>The teams of the organization: finding, creating, and whose they are.</summary>
internal sealed partial class GrafanaTeams(GrafanaSession session)
{
    /// <summary>What reading teams takes.</summary>
    public const string ReadPermission = "teams:read on teams:*";

    private static readonly string[] ListNames = ["teams"];

    private volatile bool _hasNoTeamSync;

    /// <summary>Every team.</summary>
    public async IAsyncEnumerable<VendorGroup> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Purpose = "list the teams";
        await foreach (var team in SearchAsync(null, Purpose, cancellationToken).ConfigureAwait(false))
            yield return new VendorGroup(IdOf(team), team.TextAt("name") ?? IdOf(team));
    }

    /// <summary>The team of a name, else of an id or uid.</summary>
    public async Task<VendorGroup?> FindAsync(string group, CancellationToken cancellationToken)
    {
        var purpose = $"find the team '{group}'";
        // Some databases compare names without regard to case; to us only the same name is the same team.
        DataNode? named = null;
        await foreach (var team in SearchAsync(group, purpose, cancellationToken).ConfigureAwait(false))
        {
            if (named is null && string.Equals(team.TextAt("name"), group, StringComparison.Ordinal))
                named = team;
        }

        if ((named ?? await FindByIdAsync(group, purpose, cancellationToken).ConfigureAwait(false)) is not { } found)
            return null;
        return new VendorGroup(IdOf(found), found.TextAt("name") ?? group)
        {
            ReadOnlyReason = await OwnerAsync(found, purpose, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Creates a team, or finds the one that was created meanwhile.</summary>
    public async Task<VendorGroup> CreateAsync(string group, CancellationToken cancellationToken)
    {
        var purpose = $"create the team '{group}'";
        var (request, response) = await session.Client.SendAsync(
            HttpMethod.Post, "/teams", new JsonObject { ["name"] = group }, purpose, cancellationToken, IsDoneAsync).ConfigureAwait(false);
        if (!response.IsSuccess && response.Status != HttpStatusCode.Conflict)
            throw session.Client.Refusal(request, response, "teams:create");
        if (await FindAsync(group, cancellationToken).ConfigureAwait(false) is not { } team)
        {
            throw session.Client.Failure(
                response.IsSuccess ? VendorFailure.Malformed : VendorFailure.Conflict,
                purpose,
                response.IsSuccess
                    ? "the server says that it did, but looking finds no such team"
                    : "the name is taken, but no team of exactly this name can be seen: it may be spelt in other letters, "
                        + $"or the log-in lacks {ReadPermission}");
        }

        if (response.IsSuccess && session.Vendor.Auth?.Method == AuthMethod.Basic)
            await RemoveCreatorAsync(team, cancellationToken).ConfigureAwait(false);
        return team;

        async Task<bool> IsDoneAsync(CancellationToken token) => await FindAsync(group, token).ConfigureAwait(false) is not null;
    }

    /// <summary>How many members the server counts in a team; <see langword="null"/> where there is no such team.</summary>
    public async Task<long?> CountMembersAsync(VendorGroup group, string purpose, CancellationToken cancellationToken)
    {
        var team = await session.Client.FindAsync($"/teams/{group.Id}", purpose, ReadPermission, cancellationToken).ConfigureAwait(false);
        if (team is null)
            return null;
        return long.TryParse(team.TextAt("memberCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw session.Client.Failure(
                VendorFailure.Malformed, purpose, "the team does not say how many members it has, so that no list of them can be proved");
    }

    private async IAsyncEnumerable<DataNode> SearchAsync(
        string? name, string purpose, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string, string)? query = name is null ? null : ("name", name);
        var list = session.Client.List("/teams/search", query, ListNames, "name", purpose, ReadPermission);
        await foreach (var team in list.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return team;
        session.Client.EnsureWhole(list, purpose);
    }

    private async Task<DataNode?> FindByIdAsync(string id, string purpose, CancellationToken cancellationToken)
    {
        if (id == "search" || !IdForm().IsMatch(id))
            return null;
        try
        {
            var team = await session.Client.FindAsync($"/teams/{id}", purpose, ReadPermission, cancellationToken).ConfigureAwait(false);
            return team is not null && (team.TextAt("id") == id || team.TextAt("uid") == id) ? team : null;
        }
        catch (VendorException error) when (error.StatusCode == (int)HttpStatusCode.BadRequest)
        {
            // Older servers know no uid, and say so.
            return null;
        }
    }

    /// <summary>What other system decides who is in a team, as a sentence; <see langword="null"/> where none does.</summary>
    private async Task<string?> OwnerAsync(DataNode team, string purpose, CancellationToken cancellationToken)
    {
        var name = team.TextAt("name");
        if (team.TextAt("isProvisioned") == "true")
            return $"The team '{name}' is provisioned by SCIM: the identity provider manages its members, and Grafana takes no others.";
        var groups = await ExternalGroupsAsync(IdOf(team), purpose, cancellationToken).ConfigureAwait(false);
        return groups.Count == 0
            ? null
            : $"The team '{name}' is synced by Grafana itself with {string.Join(", ", groups.Take(5).Select(group => $"'{group}'"))}: "
                + "what is changed here would be changed back. Remove its external group sync, or the mapping.";
    }

    // Team sync is part of Grafana Enterprise and Grafana Cloud; elsewhere there is no such address.
    private async Task<IReadOnlyList<string>> ExternalGroupsAsync(string id, string purpose, CancellationToken cancellationToken)
    {
        if (_hasNoTeamSync)
            return [];
        try
        {
            var groups = await session.Client.FindAsync(
                $"/teams/{id}/groups", purpose, "teams.permissions:read on teams:*", cancellationToken).ConfigureAwait(false);
            _hasNoTeamSync = groups is null;
            return [.. groups?.Items.Select(group => group.TextAt("groupId")).OfType<string>() ?? []];
        }
        catch (VendorException error) when (error.StatusCode == (int)HttpStatusCode.Forbidden)
        {
            session.Logger.LogDebug(
                error, "{Vendor}: it cannot be seen whether team {Team} is synced from elsewhere", session.Vendor.Name, id);
            return [];
        }
    }

    // Grafana makes the account that creates a team its first member, where it is a person's and not a service account.
    private async Task RemoveCreatorAsync(VendorGroup team, CancellationToken cancellationToken)
    {
        const string Purpose = "take the creator out of the new team";
        var self = await session.Client.GetAsync("/user", Purpose, "a log-in of a person", cancellationToken).ConfigureAwait(false);
        if (self.TextAt("id") is not { } id)
            return;
        await session.Client.SendAsync(
            HttpMethod.Delete, $"/teams/{team.Id}/members/{id}", null, Purpose, cancellationToken).ConfigureAwait(false);
    }

    // Newer servers address teams by uid and may leave the number out.
    private string IdOf(DataNode team) => team.TextAt("id") is { Length: > 0 } id && id != "0"
        ? id
        : team.TextAt("uid") ?? throw session.Client.Failure(VendorFailure.Malformed, "find a team", "it has neither id nor uid");

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdForm();
}
