using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Sources.Directories.Dialects;

/// <summary>Which attributes hold the fields of a person; of each list the first that is there counts.</summary>
internal sealed record PersonFields
{
    public required IReadOnlyList<string> Id { get; init; }

    public required IReadOnlyList<string> UserName { get; init; }

    public required IReadOnlyList<string> Email { get; init; }

    public IReadOnlyList<string> FirstName { get; init; } = ["givenName"];

    public IReadOnlyList<string> LastName { get; init; } = ["sn"];

    public IReadOnlyList<string> DisplayName { get; init; } = ["displayName", "cn"];

    /// <summary>These, except where the settings say otherwise.</summary>
    public PersonFields With(FieldSettings settings) => new()
    {
        Id = settings.Id ?? Id,
        UserName = settings.UserName ?? UserName,
        Email = settings.Email ?? Email,
        FirstName = settings.FirstName ?? FirstName,
        LastName = settings.LastName ?? LastName,
        DisplayName = settings.DisplayName ?? DisplayName,
    };
}
