using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>Finds people's accounts, and makes them.</summary>
internal sealed class GrafanaUsers(GrafanaSession session, GrafanaOrgUsers people, GrafanaAccounts accounts)
{
    private const string ServerPermission = GrafanaAccounts.ReadPermission;

    private static readonly string[] ListNames = ["users"];

    /// <summary>The account that has a key: of the organization, else, where a server administrator asks, of the server.</summary>
    public async Task<GroupMember?> FindAsync(MatchKey key, CancellationToken cancellationToken)
    {
        var purpose = $"find the account with {key}";
        if (key.Attribute == AttributeNames.Id)
            return await FindByIdAsync(key.Value, purpose, cancellationToken).ConfigureAwait(false);
        if (!GrafanaAccounts.Fields.ContainsKey(key.Attribute))
        {
            throw session.Client.Failure(
                VendorFailure.Unsupported, purpose, $"accounts of Grafana have no '{key.Attribute}'; match on userName or email");
        }

        var found = await people.FindAsync(key, cancellationToken).ConfigureAwait(false);
        foreach (var spelling in key.Spellings.TakeWhile(_ => found.Count == 0))
        {
            if (session.Admin is { } admin)
                found = await FindOnServerAsync(admin, spelling, purpose, cancellationToken).ConfigureAwait(false);
        }

        return found switch
        {
            [] => null,
            [var only] => only,
            _ => throw session.Client.Failure(
                VendorFailure.Ambiguous, purpose, $"several accounts have it: {string.Join(", ", found.Select(user => user.Id).Take(5))}"),
        };
    }

    /// <summary>Creates an account and lets it into the organization; without a server administrator, lets one in that is there.</summary>
    public async Task<GroupMember> CreateAsync(GroupMember member, CancellationToken cancellationToken)
    {
        var purpose = $"create the account '{member.Label}'";
        if ((member.UserName ?? member.Email) is not { } login)
            throw session.Client.Failure(VendorFailure.Rejected, purpose, "the person has neither a user name nor a mail address");
        if (session.Admin is not { } admin)
            return await InviteAsync(member, login, purpose, cancellationToken).ConfigureAwait(false);

        var body = Body(member);
        body["password"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(33));
        body["orgId"] = session.OrgId;
        GroupMember? found = null;
        var (request, response) = await admin.SendAsync(
            HttpMethod.Post, "/admin/users", body, purpose, cancellationToken, IsDoneAsync).ConfigureAwait(false);
        if (response.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
            throw await TakenAsync(admin, member, purpose, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
            throw admin.Refusal(request, response, "users:create");

        var id = found?.Id ?? IdIn(admin.Parse(request, response));
        var created = member with { Id = id, UserName = login, DistinguishedName = null, Read = null };
        await SettleAsync(admin, created, purpose, cancellationToken).ConfigureAwait(false);
        return created;

        string IdIn(DataNode body)
        {
            var failure = admin.Failure(VendorFailure.Malformed, purpose, "the answer has no id");
            return body.TextAt("id") ?? throw failure.Restate(failure.Message, outcomeUnknown: true);
        }

        async Task<bool> IsDoneAsync(CancellationToken token)
        {
            var key = MatchKey.Create(AttributeNames.UserName, login)!.Value;
            var matches = await FindOnServerAsync(admin, key, purpose, token).ConfigureAwait(false);
            found = matches.FirstOrDefault(match => ComparesEqual(match.Email, member.Email));
            return found is not null;
        }
    }

    private async Task<GroupMember?> FindByIdAsync(string id, string purpose, CancellationToken cancellationToken)
    {
        if (!id.All(char.IsAsciiDigit))
            return null;
        if (session.Admin is not { } admin)
            return await people.FindByIdAsync(id, cancellationToken).ConfigureAwait(false);
        var profile = await admin.FindAsync($"/users/{id}", purpose, ServerPermission, cancellationToken).ConfigureAwait(false);
        return profile is not null && GrafanaMember.Read(profile) is { } user ? user : null;
    }

    // The look-up gives one account only. Grafana compares with login and mail alike, so that who has the one as the other hides who is
    // meant; and two accounts may differ in case. It tells at once that there is nobody, though; else everybody like that is looked at.
    private async Task<IReadOnlyList<GroupMember>> FindOnServerAsync(
        GrafanaClient admin, MatchKey key, string purpose, CancellationToken cancellationToken)
    {
        if (GrafanaAccounts.Fields[key.Attribute] != "name")
        {
            var path = $"/users/lookup?loginOrEmail={Uri.EscapeDataString(key.Value)}";
            if (await admin.FindAsync(path, purpose, ServerPermission, cancellationToken).ConfigureAwait(false) is null)
                return [];
        }

        var found = new List<GroupMember>();
        var list = admin.List("/users/search", ("query", key.Value), ListNames, "id", purpose, ServerPermission);
        await foreach (var item in list.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (GrafanaMember.Read(item) is { } user && MatchKey.Of(user, key.Attribute) == key)
                found.Add(Noted(user));
        }

        admin.EnsureWhole(list, purpose);
        return found;
    }

    private GroupMember Noted(GroupMember user)
    {
        if (session.IsInOrg(user.Id) is null)
            session.Note(user.Id, isInOrg: false);
        return user;
    }

    // What a log-in that administers no more than an organization may do for somebody who is not in it: let in who has an account already.
    private async Task<GroupMember> InviteAsync(GroupMember member, string login, string purpose, CancellationToken cancellationToken)
    {
        var key = MatchKey.Create(member.UserName is null ? AttributeNames.Email : AttributeNames.UserName, login)!.Value;
        var entry = await people.AddAsync(login, purpose, cancellationToken, IsDoneAsync).ConfigureAwait(false);
        if (entry == GrafanaOrgEntry.NoAccount)
        {
            throw session.Client.Failure(
                VendorFailure.Unsupported,
                purpose,
                $"the server has no account '{login}', and {GrafanaAccounts.NoAdmin}. The person has to sign in to Grafana once, "
                    + "or grafana.admin_auth be given");
        }

        if (entry == GrafanaOrgEntry.WasIn)
            throw session.Client.Failure(VendorFailure.Conflict, purpose, $"somebody with the {key} is in the organization already");
        return await people.FindNowAsync(key, cancellationToken).ConfigureAwait(false) is [var only]
            ? only
            : throw session.Client.Failure(
                VendorFailure.Conflict,
                purpose,
                $"the server has somebody in the organization by '{login}', but none whose {key.Attribute} this is can be seen; "
                    + "look at the organization's users, and whether the log-in has org.users:read on users:*");

        async Task<bool> IsDoneAsync(CancellationToken token) => (await people.FindNowAsync(key, token).ConfigureAwait(false)).Count > 0;
    }

    private async Task SettleAsync(GrafanaClient admin, GroupMember created, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            if (created.Enabled == false)
                await accounts.SetEnabledAsync(created, enabled: false, cancellationToken).ConfigureAwait(false);
            await people.AddAsync(created.UserName!, purpose, cancellationToken).ConfigureAwait(false);
            // The server may have let the new account in by itself, with a role of its own.
            var body = new JsonObject { ["role"] = session.Settings.Role.ToString() };
            var (request, response) = await admin.SendAsync(
                HttpMethod.Patch,
                $"/orgs/{session.OrgId}/users/{Escaped(created)}",
                body,
                purpose,
                cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccess)
                throw admin.Refusal(request, response, "org.users:write on users:*");
            session.Note(created.Id, isInOrg: true);
        }
        catch (VendorException error)
        {
            // The account is there, and the next run finds it.
            throw error.Restate(error.Message, outcomeUnknown: true, notSent: false);
        }
    }

    private async Task<VendorException> TakenAsync(
        GrafanaClient admin, GroupMember member, string purpose, CancellationToken cancellationToken)
    {
        foreach (var attribute in (string[])[AttributeNames.UserName, AttributeNames.Email])
        {
            if (MatchKey.Of(member, attribute) is not { } key)
                continue;
            var taken = await FindOnServerAsync(admin, key, purpose, cancellationToken).ConfigureAwait(false);
            if (taken is not [var other, ..])
                continue;
            return admin.Failure(VendorFailure.Conflict, purpose, $"account {other.Id} ('{other.Label}', {other.Email}) has the {key}");
        }

        return admin.Failure(VendorFailure.Conflict, purpose, "the user name or the mail address is taken");
    }

    private static JsonObject Body(GroupMember member)
    {
        var name = member.DisplayName ?? $"{member.FirstName} {member.LastName}".Trim();
        var body = new JsonObject { ["login"] = member.UserName ?? member.Email };
        if (member.Email is { } email)
            body["email"] = email;
        if (name.Length > 0)
            body["name"] = name;
        return body;
    }

    private static string Escaped(GroupMember user) => Uri.EscapeDataString(user.Id);

    private static bool ComparesEqual(string? one, string? other) =>
        ComparableText.IgnoringCase(one) == ComparableText.IgnoringCase(other);
}
