namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>A value that was bound (which may be nothing, on purpose), or none.</summary>
internal readonly record struct BoundValue(bool HasValue, object? Value)
{
    public static BoundValue None => default;

    public static BoundValue Of(object? value) => new(true, value);

    public static BoundValue OfNotNull(object? value) => new(value is not null, value);
}
