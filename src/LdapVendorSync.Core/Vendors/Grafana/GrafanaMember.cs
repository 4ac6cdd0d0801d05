using System.Globalization;
using LdapVendorSync.Core.Http.Content;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>Reads people out of the answers of Grafana, which names their fields differently from place to place.</summary>
internal static class GrafanaMember
{
    /// <summary>The permission of a team's administrators (<c>dashboardaccess.PERMISSION_ADMIN</c>).</summary>
    private const string AdminPermission = "4";

    /// <summary>An account.</summary>
    /// <param name="item">The account, or the membership of one.</param>
    /// <returns>The account; <see langword="null"/> where it has no id.</returns>
    public static GroupMember? Read(DataNode item) => (item.TextAt("userId") ?? item.TextAt("id")) is not { Length: > 0 } id
        ? null
        : new GroupMember
        {
            Id = id,
            UserName = Present(item.TextAt("login")),
            Email = Present(item.TextAt("email")),
            DisplayName = Present(item.TextAt("name")),
            Enabled = item.TextAt("isDisabled") switch { "true" => false, "false" => true, _ => null },
        };

    /// <summary>Whether a membership is that of an administrator of the team.</summary>
    public static bool IsTeamAdmin(DataNode item) => item.TextAt("permission") == AdminPermission;

    /// <summary>The id of an account as requests carry it.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static long NumberOf(GroupMember user) => long.Parse(user.Id, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>
    /// What manages an account from outside (<c>OAuth</c>, <c>LDAP</c>, <c>SAML</c>); <see langword="null"/> for Grafana itself.
    /// </summary>
    public static string? ManagerOf(DataNode profile)
    {
        var labels = profile.Find("authLabels")?.Items.Select(label => label.Text).OfType<string>().ToArray() ?? [];
        var isExternal = profile.TextAt("isExternal") == "true" || profile.TextAt("isProvisioned") == "true" || labels.Length > 0;
        return !isExternal ? null : labels.Length > 0 ? string.Join(", ", labels) : "another system";
    }

    private static string? Present(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
