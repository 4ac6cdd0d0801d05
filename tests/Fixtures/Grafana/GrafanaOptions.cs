namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>What kind of Grafana it is; everything may be changed while it runs.</summary>
public sealed class GrafanaOptions
{
    /// <summary>Whether it has Enterprise's team sync (<c>/teams/{id}/groups</c>).</summary>
    public bool HasTeamSync { get; set; }

    /// <summary>Whether it can write the members of a team at once, as from version 10 on.</summary>
    public bool HasBulk { get; set; } = true;

    /// <summary>Whether teams may be addressed by uid, as from version 11 on.</summary>
    public bool KnowsUids { get; set; } = true;

    /// <summary>Whether its database compares without regard to case, as MySQL does.</summary>
    public bool IgnoresCase { get; set; }

    /// <summary>Whether a refusal names the permission that is missing.</summary>
    public bool NamesPermissions { get; set; } = true;

    /// <summary>Whether a new mail address waits for the person to confirm it (<c>verify_email_enabled</c>).</summary>
    public bool VerifiesMail { get; set; }

    /// <summary>The role of new accounts in the organization that they are created for.</summary>
    public string AutoAssignRole { get; set; } = "Viewer";

    /// <summary>What the lists of people are called: <c>OrgUsers</c> in versions before 10.</summary>
    public string OrgUsersName { get; set; } = "orgUsers";

    /// <summary>The most items on a page.</summary>
    public int MaxPageSize { get; set; } = int.MaxValue;
}
