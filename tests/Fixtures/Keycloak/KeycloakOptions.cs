namespace LdapVendorSync.Fixtures.Keycloak;

/// <summary>What kind of Keycloak it is.</summary>
public sealed record KeycloakOptions
{
    /// <summary>
    /// The version: before 17 every address begins with <c>/auth</c>; before 23 groups come with all below them, and searches find parts of names.
    /// </summary>
    public int Version { get; init; } = 26;

    /// <summary>How long tokens are good.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What tokens are said to be good for, where that is not the truth.</summary>
    public TimeSpan? ClaimedTokenLifetime { get; init; }

    /// <summary>More items than this no page has, whatever is asked for.</summary>
    public int LargestPage { get; init; } = int.MaxValue;

    /// <summary>The issuer that the realms name, up to their name; <see langword="null"/> for where the server listens.</summary>
    public string? FrontEnd { get; init; }
}
