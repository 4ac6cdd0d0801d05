namespace LdapVendorSync.Core.Sources;

/// <summary>A group that is found by its id or its name, as in sources without DNs.</summary>
internal interface INamedGroup
{
    /// <summary>What it is found by: <see cref="StableId"/>, or the name where it has none.</summary>
    string Id { get; }

    /// <summary>The id that survives renames; <see langword="null"/> for a group that is only named.</summary>
    string? StableId { get; }

    /// <summary>The name by which messages call it.</summary>
    string Label { get; }
}
