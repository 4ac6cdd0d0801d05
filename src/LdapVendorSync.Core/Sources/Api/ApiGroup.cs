namespace LdapVendorSync.Core.Sources.Api;

/// <summary>A group of a directory with an API.</summary>
/// <param name="Id">The id that stays when it is renamed.</param>
/// <param name="Name">Its name.</param>
internal sealed record ApiGroup(string Id, string Name) : INamedGroup
{
    /// <summary>Where it stands among groups, such as <c>/Engineering/SRE</c>; <see langword="null"/> where groups stand in none.</summary>
    public string? Path { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The name by which messages call it.</summary>
    public string Label => Path ?? Name;

    string INamedGroup.StableId => Id;
}
