using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>The block <c>grafana:</c> of a vendor that is a Grafana server.</summary>
public sealed record GrafanaSettings : IProviderSettings
{
    /// <summary>The organization; <see langword="null"/> for that of the token, or the current one of the account.</summary>
    [Setting("The id of the organization; needed where the account of auth is in several. A service account's token is bound to one.")]
    [Range(1, int.MaxValue)]
    public int? OrgId { get; init; }

    /// <summary>The role that people get who are new in the organization.</summary>
    [Setting("The role that people get who are new in the organization; nobody's role is changed.")]
    public GrafanaRole Role { get; init; } = GrafanaRole.Viewer;

    /// <summary>The log-in of a server administrator, for what no service account may do; <see langword="null"/> for none.</summary>
    [Setting(
        "The log-in of a server administrator (method basic), by which accounts are created, changed, disabled and deleted; "
        + "without it none of that is done.",
        EnvironmentName = "{name}_ADMIN")]
    public AuthSettings? AdminAuth { get; init; }

    /// <summary>From how many changes of a team on the whole list is written at once; 0 for never.</summary>
    [Setting("From how many changes of a team on its whole list is written in one request, where that is safe; 0 for never.")]
    [Range(0, 1_000_000)]
    public int BulkFrom { get; init; } = 20;

    /// <inheritdoc />
    /// <remarks>An account has one name, not two.</remarks>
    public IReadOnlyDictionary<string, string> DefaultAttributes { get; } = new Dictionary<string, string>
    {
        [AttributeNames.UserName] = AttributeNames.UserName,
        [AttributeNames.Email] = AttributeNames.Email,
        [AttributeNames.DisplayName] = AttributeNames.DisplayName,
    };

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate(VendorSettings vendor)
    {
        ArgumentNullException.ThrowIfNull(vendor);
        if (vendor.BaseUrl is null)
            yield return new SettingProblem("base_url", "Grafana needs an address.", "Add it: https://grafana.example.org.");
        else if (vendor.BaseUrl.IsAbsoluteUri && vendor.BaseUrl.AbsolutePath.TrimEnd('/').EndsWith("/api", StringComparison.Ordinal))
            yield return new SettingProblem("base_url", "It is the address of Grafana itself, without /api.", "Leave '/api' out.");
        if (vendor.Auth is null or { Method: AuthMethod.None })
        {
            yield return new SettingProblem(
                "auth", "Grafana needs a log-in.", "Add one: {method: bearer, token: …} with the token of a service account.");
        }

        if (AdminAuth is { } admin && (admin.Method != AuthMethod.Basic || string.IsNullOrEmpty(admin.Username) || admin.Password is null))
        {
            yield return new SettingProblem(
                "grafana.admin_auth",
                "A server administrator logs in with a name and a password.",
                "Say {method: basic, username: …, password: …}; tokens may not create accounts.");
        }
    }
}
