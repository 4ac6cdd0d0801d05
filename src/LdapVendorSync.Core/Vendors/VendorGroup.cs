namespace LdapVendorSync.Core.Vendors;

/// <summary>A group at a vendor.</summary>
/// <param name="Id">The id by which the API addresses the group.</param>
/// <param name="Name">The name as the config or the vendor spells it.</param>
public sealed record VendorGroup(string Id, string Name)
{
    /// <summary>
    /// Why its memberships are left alone, as a sentence: another system decides who is in. <see langword="null"/> where they may be
    /// changed.
    /// </summary>
    public string? ReadOnlyReason { get; init; }

    /// <inheritdoc />
    public override string ToString() => Name;
}
