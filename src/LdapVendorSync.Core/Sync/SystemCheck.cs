using LdapVendorSync.Core.Diagnostics;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Sync;

/// <summary>What the check of one source or vendor found.</summary>
/// <param name="Side">Which side it is on.</param>
/// <param name="System">Its name.</param>
/// <param name="Steps">What was tried, in order.</param>
public sealed record SystemCheck(ReadSide Side, string System, IReadOnlyList<CheckResult> Steps)
{
    /// <summary>Whether every step passed.</summary>
    public bool Passed => Steps.All(step => step.Passed);
}
