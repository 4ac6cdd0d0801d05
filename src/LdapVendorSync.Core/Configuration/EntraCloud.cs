namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// The clouds of Microsoft, each with sign-in and Graph on hosts of its own
/// (<see href="https://learn.microsoft.com/graph/deployments">national cloud deployments</see>).
/// </summary>
public enum EntraCloud
{
    /// <summary>The global one.</summary>
    Global,

    /// <summary>That of the US government, level 4 (GCC High).</summary>
    UsGovernment,

    /// <summary>That of the US government, level 5 (Department of Defense).</summary>
    UsGovernmentDod,

    /// <summary>That in China, which 21Vianet operates.</summary>
    China,
}
