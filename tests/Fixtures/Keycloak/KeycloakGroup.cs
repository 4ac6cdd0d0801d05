namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>A group of a realm.</summary>
/// <param name="name">Its name.</param>
/// <param name="parent">The group that it is in.</param>
public sealed class KeycloakGroup(string name, KeycloakGroup? parent)
{
    /// <summary>The id that stays.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Its name, unique among those beside it.</summary>
    public string Name { get; set; } = name;

    /// <summary>The group that it is in.</summary>
    public KeycloakGroup? Parent { get; internal set; } = parent;

    /// <summary>Who is listed in it, by id.</summary>
    public HashSet<string> Members { get; } = [];

    /// <summary>Whether the service account may not see it, by fine-grained permissions.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Where it stands. A slash within a name looks like one between two.</summary>
    public string Path => $"{Parent?.Path}/{Name}";
}
