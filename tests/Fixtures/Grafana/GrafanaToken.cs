namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>The token of a service account, which is bound to one organization.</summary>
public sealed class GrafanaToken
{
    /// <summary>The token.</summary>
    public required string Text { get; init; }

    /// <summary>The organization.</summary>
    public int OrgId { get; init; } = 1;

    /// <summary>What it may do. Without more said, what the documentation asks for.</summary>
    public HashSet<string> Permissions { get; } =
    [
        "orgs:read", "org.users:read", "org.users:add", "teams:read", "teams:create", "teams.permissions:read", "teams.permissions:write",
    ];

    /// <summary>The accounts that it may not see.</summary>
    public HashSet<int> Unseen { get; } = [];
}
