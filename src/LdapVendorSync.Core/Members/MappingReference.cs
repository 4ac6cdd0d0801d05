namespace LdapVendorSync.Core.Members;

/// <summary>One source group and the vendor group that follows it.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="SourceGroup">The source group as the config names it: a DN, a short name.</param>
/// <param name="Vendor">The name of the vendor.</param>
/// <param name="VendorGroup">The vendor group as the config names it.</param>
public sealed record MappingReference(string Source, string SourceGroup, string Vendor, string VendorGroup)
{
    /// <inheritdoc />
    public override string ToString() => $"{SourceGroup} -> {Vendor}/{VendorGroup}";
}
