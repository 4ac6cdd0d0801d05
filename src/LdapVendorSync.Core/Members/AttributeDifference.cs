namespace LdapVendorSync.Core.Members;

/// <summary>One attribute of a person that differs between the sides.</summary>
/// <remarks>One that the history keeps without its values has neither <paramref name="Before"/> nor <paramref name="After"/>.</remarks>
/// <param name="Attribute">The canonical name (<see cref="AttributeNames"/>) or the vendor's name of a further attribute.</param>
/// <param name="Before">What the vendor has; <see langword="null"/> for nothing.</param>
/// <param name="After">What the source has and the vendor shall have; <see langword="null"/> only where missing values are cleared.</param>
public sealed record AttributeDifference(string Attribute, string? Before, string? After)
{
    /// <inheritdoc />
    public override string ToString() => this is { Before: null, After: null }
        ? $"{Attribute}: (values not kept)"
        : $"{Attribute}: {Before ?? "(none)"} -> {After ?? "(none)"}";
}
