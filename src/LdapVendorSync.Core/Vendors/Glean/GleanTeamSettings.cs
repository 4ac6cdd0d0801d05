using System.ComponentModel.DataAnnotations;
using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Vendors.Glean;

/// <summary>What Glean is told of a team besides its members.</summary>
public sealed record GleanTeamSettings
{
    /// <summary>The team's id, as the mappings' <c>vendor_group</c> names it.</summary>
    [Setting("The team's id, as vendor_group of a mapping names it.")]
    [MinLength(1)]
    public required string Id { get; init; }

    /// <summary>The name to show; the id where left out.</summary>
    [Setting("The name to show; the id where left out.")]
    public string? Name { get; init; }

    /// <summary>What the team does.</summary>
    [Setting("What the team does.")]
    public string? Description { get; init; }

    /// <summary>The department that the team belongs to.</summary>
    [Setting("The department that the team belongs to.")]
    public string? Department { get; init; }

    /// <summary>The business unit that the team belongs to.</summary>
    [Setting("The business unit that the team belongs to.")]
    public string? BusinessUnit { get; init; }

    /// <summary>A page of the team, which results link to.</summary>
    [Setting("A page of the team, which results link to.")]
    public Uri? ExternalLink { get; init; }

    /// <summary>The team's own mail address.</summary>
    [Setting("The team's own mail address.")]
    public string? Email { get; init; }
}
