namespace LdapVendorSync.Core.Vendors.Grafana;

/// <summary>What somebody may do in an organization of Grafana, before any team or custom role.</summary>
public enum GrafanaRole
{
    /// <summary>Looks at dashboards.</summary>
    Viewer,

    /// <summary>Makes dashboards too.</summary>
    Editor,

    /// <summary>Administers the organization.</summary>
    Admin,

    /// <summary>Nothing; everything comes from teams and assigned roles.</summary>
    None,
}
