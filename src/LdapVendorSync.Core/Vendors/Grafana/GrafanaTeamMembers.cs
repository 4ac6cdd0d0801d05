using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>Who is in a team.</summary>
internal sealed class GrafanaTeamMembers(GrafanaSession session, GrafanaTeams teams, GrafanaOrgUsers people)
{
    /// <summary>What changing members takes.</summary>
    public const string WritePermission = "teams.permissions:write on teams:*";

    private const string ReadPermission = "teams.permissions:read on teams:*";

    /// <summary>Reads a team for a comparison.</summary>
    public async IAsyncEnumerable<GroupMember> ReadAsync(
        VendorGroup group, GroupReadRecorder recorder, bool withState, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        recorder.GroupId = group.Id;
        var states = withState ? await people.StatesAsync(cancellationToken).ConfigureAwait(false) : null;
        var (list, missing) = await ListAsync(group, $"read the members of team '{group.Name}'", cancellationToken).ConfigureAwait(false);
        foreach (var item in list)
        {
            var member = GrafanaMember.Read(item)!;
            yield return member with { Enabled = states?.GetValueOrDefault(member.Id) ?? member.Enabled };
        }

        if (missing > 0)
            recorder.Report(new ReadReason(ReadReasonKind.HiddenMember, HoldScope.Mapping, Hidden(group, list.Count, missing)));
        else
            recorder.MarkProved();
    }

    /// <summary>Reads a team as it is now.</summary>
    /// <returns>The memberships, each account once, and how many more the server counts than it shows.</returns>
    /// <remarks>
    /// The list is not paged. A log-in without <c>org.users:read</c> on everybody gets those members only whom it may see, with status 200,
    /// so that the number which the team itself tells has to prove the list.
    /// </remarks>
    public async Task<(IReadOnlyList<DataNode> Members, long Missing)> ListAsync(
        VendorGroup group, string purpose, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var count = await teams.CountMembersAsync(group, purpose, cancellationToken).ConfigureAwait(false)
                ?? throw session.Client.Failure(VendorFailure.NotFound, purpose, "there is no such team any more");
            var body = await session.Client.GetAsync(
                $"/teams/{group.Id}/members", purpose, ReadPermission, cancellationToken).ConfigureAwait(false);
            if (body.Kind != DataKind.Array || body.Items.Any(item => GrafanaMember.Read(item) is null))
                throw session.Client.Failure(VendorFailure.Malformed, purpose, "the answer is no list of accounts with an id each");
            var members = body.Items.DistinctBy(item => item.TextAt("userId")).ToArray();
            foreach (var member in members)
                session.Note(member.TextAt("userId")!, isInOrg: true);
            // Somebody may have come or gone between the two requests.
            if (members.Length >= count || attempt == 2)
                return (members, Math.Max(0, count - members.Length));
        }
    }

    public async Task AddAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"add '{user.Label}' to team '{group.Name}'";
        EnsureOurs(group, purpose);
        await EnsureInOrgAsync(user, purpose, cancellationToken).ConfigureAwait(false);
        var body = new JsonObject { ["userId"] = GrafanaMember.NumberOf(user) };
        var (request, response) = await session.Client.SendAsync(
            HttpMethod.Post, $"/teams/{group.Id}/members", body, purpose, cancellationToken, IsDoneAsync).ConfigureAwait(false);
        var isIn = response.Status == HttpStatusCode.BadRequest
            && GrafanaClient.Said(response).Contains("already added", StringComparison.OrdinalIgnoreCase);
        if (!response.IsSuccess && !isIn)
            throw session.Client.Refusal(request, response, WritePermission);

        async Task<bool> IsDoneAsync(CancellationToken token)
        {
            var (members, _) = await ListAsync(group, purpose, token).ConfigureAwait(false);
            return members.Any(member => member.TextAt("userId") == user.Id);
        }
    }

    public async Task RemoveAsync(VendorGroup group, GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"remove '{user.Label}' from team '{group.Name}'";
        EnsureOurs(group, purpose);
        var (request, response) = await session.Client.SendAsync(
            HttpMethod.Delete,
            $"/teams/{group.Id}/members/{Uri.EscapeDataString(user.Id)}",
            null,
            purpose,
            cancellationToken).ConfigureAwait(false);
        var isOut = response.Status == HttpStatusCode.NotFound
            && GrafanaClient.Said(response).Contains("member not found", StringComparison.OrdinalIgnoreCase);
        if (!response.IsSuccess && !isOut)
            throw session.Client.Refusal(request, response, WritePermission);
    }

    /// <summary>Lets somebody into the organization who was found outside of it; the server takes no others into a team.</summary>
    /// <exception cref="VendorException"><see cref="VendorFailure.NotFound"/> where there is no such account.</exception>
    public async Task EnsureInOrgAsync(GroupMember user, string purpose, CancellationToken cancellationToken)
    {
        if (session.IsInOrg(user.Id) == true)
            return;
        var login = session.IsInOrg(user.Id) is null
            ? await LoginOfUnknownAsync(user, purpose, cancellationToken).ConfigureAwait(false)
            : user.UserName ?? user.Email;
        if (session.IsInOrg(user.Id) == true)
            return;
        var entry = login is null
            ? GrafanaOrgEntry.NoAccount
            : await people.AddAsync(login, purpose, cancellationToken).ConfigureAwait(false);
        if (entry == GrafanaOrgEntry.NoAccount)
            throw session.Client.Failure(VendorFailure.NotFound, purpose, $"there is no account with id {user.Id}");
        session.Note(user.Id, isInOrg: true);
    }

    /// <summary>Refuses teams of which another system decides.</summary>
    public void EnsureOurs(VendorGroup group, string purpose)
    {
        if (group.ReadOnlyReason is { } reason)
            throw session.Client.Failure(VendorFailure.Rejected, purpose, reason);
    }

    // An account that is only known by a link of an earlier run: the server answers 500 for one that is gone.
    private async Task<string?> LoginOfUnknownAsync(GroupMember user, string purpose, CancellationToken cancellationToken)
    {
        if (await people.FindByIdAsync(user.Id, cancellationToken).ConfigureAwait(false) is not null || session.Admin is not { } admin)
            return null;
        var profile = await admin.FindAsync(
            $"/users/{Uri.EscapeDataString(user.Id)}", purpose, "users:read", cancellationToken).ConfigureAwait(false);
        return profile?.TextAt("login");
    }

    private static string Hidden(VendorGroup group, int shown, long missing) =>
        $"Team '{group.Name}' shows {shown} members, but counts {missing} more. The log-in needs org.users:read on users:*; "
        + "a service account that is a member of the team is counted too, and never shown.";
}
