namespace LdapVendorSync.Fixtures.Grafana;

/// <summary>A team of the Grafana of a test.</summary>
public sealed class GrafanaTeam
{
    /// <summary>The id.</summary>
    public required int Id { get; init; }

    /// <summary>The other id.</summary>
    public string Uid => $"t{Id:d9}";

    /// <summary>The organization.</summary>
    public required int OrgId { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether SCIM provisions it.</summary>
    public bool IsProvisioned { get; set; }

    /// <summary>The groups that Grafana's own team sync follows.</summary>
    public IList<string> ExternalGroups { get; } = [];

    /// <summary>The ids of the members, each with its permission: 0 for a member, 4 for an administrator.</summary>
    public IDictionary<int, int> Members { get; } = new SortedDictionary<int, int>();
}
