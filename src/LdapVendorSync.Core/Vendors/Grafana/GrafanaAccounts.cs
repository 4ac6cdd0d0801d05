using System.Net;
using System.Text.Json.Nodes;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>Changes, disables and deletes accounts, which takes a server administrator.</summary>
internal sealed class GrafanaAccounts(GrafanaSession session, GrafanaOrgUsers people)
{
    /// <summary>Why something is not done, where there is no such log-in.</summary>
    public const string NoAdmin = "grafana.admin_auth is not configured, and only a server administrator may do this";

    /// <summary>What reading accounts takes that are not of the organization.</summary>
    public const string ReadPermission = "users:read on global.users:*";

    /// <summary>What an account has, by canonical names.</summary>
    public static readonly IReadOnlyDictionary<string, string> Fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [AttributeNames.UserName] = "login",
        [AttributeNames.Email] = "email",
        [AttributeNames.DisplayName] = "name",
    };

    /// <summary>Changes user name, mail or name.</summary>
    public async Task UpdateAsync(GroupMember user, IReadOnlyList<AttributeDifference> differences, CancellationToken cancellationToken)
    {
        var purpose = $"update the account '{user.Label}'";
        var admin = session.Admin ?? throw session.Client.Failure(VendorFailure.Unsupported, purpose, NoAdmin);
        if (differences.FirstOrDefault(difference => !Fields.ContainsKey(difference.Attribute)) is { } unknown)
        {
            throw admin.Failure(
                VendorFailure.Unsupported, purpose, $"accounts of Grafana have no '{unknown.Attribute}'; leave it out of 'attributes'");
        }

        if (differences.FirstOrDefault(difference => string.IsNullOrWhiteSpace(difference.After)) is { } blank)
            throw admin.Failure(VendorFailure.Unsupported, purpose, $"Grafana cannot blank '{blank.Attribute}'");
        var profile = await OwnProfileAsync(admin, user, purpose, cancellationToken).ConfigureAwait(false);
        // A server that verifies mail addresses takes nothing else of a request that changes one.
        var mail = differences.Where(difference => Fields[difference.Attribute] == "email").ToArray();
        var others = differences.Except(mail).ToArray();
        if (others.Length > 0)
            profile = await PutAsync(admin, user, profile, others, purpose, cancellationToken).ConfigureAwait(false);
        if (mail.Length > 0)
            await PutAsync(admin, user, profile, mail, purpose, cancellationToken).ConfigureAwait(false);
    }

    public async Task SetEnabledAsync(GroupMember user, bool enabled, CancellationToken cancellationToken)
    {
        var verb = enabled ? "enable" : "disable";
        var purpose = $"{verb} the account '{user.Label}'";
        var admin = session.Admin ?? throw session.Client.Failure(VendorFailure.Unsupported, purpose, NoAdmin);
        await OwnProfileAsync(admin, user, purpose, cancellationToken).ConfigureAwait(false);
        var (request, response) = await admin.SendAsync(
            HttpMethod.Post, $"/admin/users/{Escaped(user)}/{verb}", null, purpose, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
            throw admin.Refusal(request, response, $"users:{verb} on global.users:*");
        people.Forget();
    }

    public async Task DeleteAsync(GroupMember user, CancellationToken cancellationToken)
    {
        var purpose = $"delete the account '{user.Label}'";
        var admin = session.Admin ?? throw session.Client.Failure(VendorFailure.Unsupported, purpose, NoAdmin);
        if (await ProfileAsync(admin, user, purpose, cancellationToken).ConfigureAwait(false) is not { } profile)
            return;
        if (profile.TextAt("isGrafanaAdmin") == "true")
            throw admin.Failure(VendorFailure.Rejected, purpose, "it administers the server; take that right away first");
        var (request, response) = await admin.SendAsync(
            HttpMethod.Delete, $"/admin/users/{Escaped(user)}", null, purpose, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess && response.Status != HttpStatusCode.NotFound)
            throw admin.Refusal(request, response, "users:delete on global.users:*");
    }

    private static async Task<DataNode?> ProfileAsync(
        GrafanaClient admin, GroupMember user, string purpose, CancellationToken cancellationToken) =>
        await admin.FindAsync($"/users/{Escaped(user)}", purpose, ReadPermission, cancellationToken).ConfigureAwait(false);

    // Grafana refuses to change what another system signs in, for disabling with a 500.
    private static async Task<DataNode> OwnProfileAsync(
        GrafanaClient admin, GroupMember user, string purpose, CancellationToken cancellationToken)
    {
        var profile = await ProfileAsync(admin, user, purpose, cancellationToken).ConfigureAwait(false)
            ?? throw admin.Failure(VendorFailure.NotFound, purpose, $"there is no account with id {user.Id}");
        return GrafanaMember.ManagerOf(profile) is { } manager
            ? throw admin.Failure(
                VendorFailure.Rejected, purpose, $"the account is managed by {manager}; Grafana lets nobody else change it")
            : profile;
    }

    // The whole account is sent: what is left out of a request would be taken from other fields.
    private static async Task<DataNode> PutAsync(
        GrafanaClient admin,
        GroupMember user,
        DataNode profile,
        AttributeDifference[] differences,
        string purpose,
        CancellationToken cancellationToken)
    {
        var body = new JsonObject();
        foreach (var field in Fields.Values)
            body[field] = profile.TextAt(field);
        foreach (var difference in differences)
            body[Fields[difference.Attribute]] = difference.After;
        var (request, response) = await admin.SendAsync(
            HttpMethod.Put, $"/users/{Escaped(user)}", body, purpose, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
            throw admin.Refusal(request, response, "users:write on global.users:*");

        var after = await ProfileAsync(admin, user, purpose, cancellationToken).ConfigureAwait(false);
        var kept = differences.FirstOrDefault(difference => !ComparesEqual(after?.TextAt(Fields[difference.Attribute]), difference.After));
        return after is null || kept is not null
            ? throw admin.Failure(
                VendorFailure.Rejected,
                purpose,
                $"Grafana took the request, but keeps the {kept?.Attribute} as it was; "
                    + "a new mail address may wait for the person to confirm it (verify_email_enabled)")
            : after;
    }

    private static string Escaped(GroupMember user) => Uri.EscapeDataString(user.Id);

    private static bool ComparesEqual(string? one, string? other) =>
        ComparableText.IgnoringCase(one) == ComparableText.IgnoringCase(other);
}
