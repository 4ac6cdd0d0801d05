namespace LdapVendorSync.Core.Members;

/// <summary>How two sets of members are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>
    /// The attributes that recognise a person on both sides, the best first; a later one is used only where the earlier is absent.
    /// </summary>
    public IReadOnlyList<string> MatchOn { get; init; } = [AttributeNames.UserName];

    /// <summary>The attributes whose values are compared, in the vendor's terms.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = AttributeNames.Profile;

    /// <summary>Whether an attribute that is missing at the source is blanked at the vendor.</summary>
    public bool ClearMissing { get; init; }
}
