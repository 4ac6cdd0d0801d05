using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sources.Entra;

/// <summary>Where a tenant's cloud has sign-in and Graph (<see href="https://learn.microsoft.com/graph/deployments"/>).</summary>
/// <param name="Authority">Where tokens come from.</param>
/// <param name="Graph">Where Graph is.</param>
/// <param name="Scope">What tokens are asked for: whatever the app was granted.</param>
internal sealed record EntraPlaces(Uri Authority, Uri Graph, string Scope)
{
    /// <summary>The places that settings mean.</summary>
    public static EntraPlaces Of(EntraSourceSettings settings)
    {
        var (authority, graph) = settings.Cloud switch
        {
            EntraCloud.UsGovernment => ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
            EntraCloud.UsGovernmentDod => ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
            EntraCloud.China => ("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
            _ => ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
        };
        // A token is for Graph itself, by whichever address it is reached.
        return new EntraPlaces(
            settings.AuthorityUrl ?? new Uri(authority), new Uri(settings.GraphUrl ?? new Uri(graph), "v1.0"), $"{graph}/.default");
    }
}
