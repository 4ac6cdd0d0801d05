namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>Who sends a request.</summary>
/// <param name="OrgId">The organization that it is for.</param>
/// <param name="User">The account; <see langword="null"/> for a token.</param>
/// <param name="Token">The token; <see langword="null"/> for an account.</param>
internal sealed record GrafanaCaller(int OrgId, GrafanaUser? User, GrafanaToken? Token)
{
    public bool May(string permission) => User?.IsServerAdmin == true || Token?.Permissions.Contains(permission) == true;

    public bool Sees(int user) => Token?.Unseen.Contains(user) != true;
}
