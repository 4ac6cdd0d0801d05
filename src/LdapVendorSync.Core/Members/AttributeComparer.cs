namespace LdapVendorSync.Core.Members;

/// <summary>Compares the attributes of one person on both sides.</summary>
public static class AttributeComparer
{
    /// <summary>What differs.</summary>
    /// <param name="source">The person as the source sees them, in the vendor's terms.</param>
    /// <param name="vendor">The account.</param>
    /// <param name="options">Which attributes, and whether missing values are cleared.</param>
    public static IReadOnlyList<AttributeDifference> Differences(GroupMember source, GroupMember vendor, ComparisonOptions options) =>
        new AttributeComparison(options).Differences(source, vendor);
}
