using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;
using LdapVendorSync.Core.Sources.Api;

namespace LdapVendorSync.Core.Sources.Okta;

/// <summary>Makes members of Okta's users (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/).</summary>
/// <param name="settings">Which attributes are wanted, and what the statuses mean.</param>
internal sealed class OktaUser(OktaSourceSettings settings)
{
    // What stands beside the profile and may be asked for like a part of it.
    private static readonly string[] OutsideProfile =
        ["status", "created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged", "realmId"];

    private readonly OktaStatusSettings _statuses = settings.Statuses;

    /// <summary>The entry that a user is.</summary>
    /// <param name="user">The user, with an id.</param>
    public ApiEntry Map(DataNode user)
    {
        var profile = user.Find("profile") ?? DataNode.Null;
        var status = user.TextAt("status");
        var policy = PolicyOf(status);
        return new ApiEntry
        {
            Person = new GroupMember
            {
                Id = user.TextAt("id")!,
                UserName = TextOf(profile, "login"),
                Email = TextOf(profile, "email"),
                FirstName = TextOf(profile, "firstName"),
                LastName = TextOf(profile, "lastName"),
                DisplayName = TextOf(profile, "displayName") ?? FullName(profile),
                Enabled = policy is { } known ? known == AccountPolicy.Enabled : null,
                AccountState = StateOf(status),
                Attributes = ReadAttributes(user, profile),
            },
            LeftOut = policy == AccountPolicy.LeftOut ? $"status {status}" : null,
            Doubt = policy is null ? DescribeUnknown(status) : null,
        };
    }

    private static string DescribeUnknown(string? status) => status is null
        ? "Okta does not tell the status of the account."
        : $"The status '{status}' of the account is not known, so that nobody can say whether it may be used.";

    private AccountPolicy? PolicyOf(string? status) => status switch
    {
        "ACTIVE" => _statuses.Active,
        "STAGED" => _statuses.Staged,
        "PROVISIONED" => _statuses.Provisioned,
        "RECOVERY" => _statuses.Recovery,
        "PASSWORD_EXPIRED" => _statuses.PasswordExpired,
        "LOCKED_OUT" => _statuses.LockedOut,
        "SUSPENDED" => _statuses.Suspended,
        "DEPROVISIONED" => _statuses.Deprovisioned,
        _ => null,
    };

    private static AccountState? StateOf(string? status) => status switch
    {
        "ACTIVE" or "PROVISIONED" or "RECOVERY" or "PASSWORD_EXPIRED" => AccountState.Active,
        "LOCKED_OUT" => AccountState.Locked,
        "STAGED" or "SUSPENDED" or "DEPROVISIONED" => AccountState.Disabled,
        _ => null,
    };

    // What Okta itself shows for somebody whose displayName is empty.
    private static string? FullName(DataNode profile)
    {
        string?[] names = [TextOf(profile, "firstName"), TextOf(profile, "lastName")];
        return string.Join(' ', names.OfType<string>()) is { Length: > 0 } name ? name : null;
    }

    private static string? TextOf(DataNode profile, string name) =>
        profile.Parts(name).FirstOrDefault()?.Text is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private Dictionary<string, IReadOnlyList<string>> ReadAttributes(DataNode user, DataNode profile)
    {
        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in settings.Attributes)
        {
            if (ValuesOf(FindNamed(profile, name) ?? FindOutside(user, name)) is { Count: > 0 } values)
                attributes[name] = values;
        }

        return attributes;
    }

    private static DataNode? FindOutside(DataNode user, string name) =>
        OutsideProfile.Contains(name, StringComparer.OrdinalIgnoreCase) ? FindNamed(user, name) : null;

    private static DataNode? FindNamed(DataNode node, string name) =>
        node.Parts(name).FirstOrDefault()
        ?? node.Members.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static IReadOnlyList<string> ValuesOf(DataNode? node) => node switch
    {
        null => [],
        { Kind: DataKind.Array } array => [.. array.Items.Select(item => item.Text).OfType<string>()],
        { Text: { Length: > 0 } text } => [text],
        _ => [],
    };
}
