using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Which attributes hold the fields of a person; of each list the first that is there counts.</summary>
/// <remarks>What is left out is up to the dialect of the directory.</remarks>
public sealed record FieldSettings
{
    /// <summary>The stable id.</summary>
    [Setting("The id that survives renames; the dialect's where left out, as in all of these.")]
    [MinLength(1)]
    public IReadOnlyList<string>? Id { get; init; }

    /// <summary>The login name.</summary>
    [Setting("The login name.", Key = "userName", Aliases = ["user_name"])]
    [MinLength(1)]
    public IReadOnlyList<string>? UserName { get; init; }

    /// <summary>The mail address.</summary>
    [Setting("The mail address; of proxyAddresses the primary one (SMTP:) counts.", Key = "email", Aliases = ["mail"])]
    public IReadOnlyList<string>? Email { get; init; }

    /// <summary>The given name.</summary>
    [Setting("The given name.", Key = "firstName", Aliases = ["first_name", "givenName"])]
    public IReadOnlyList<string>? FirstName { get; init; }

    /// <summary>The family name.</summary>
    [Setting("The family name.", Key = "lastName", Aliases = ["last_name", "sn"])]
    public IReadOnlyList<string>? LastName { get; init; }

    /// <summary>The name to show.</summary>
    [Setting("The name to show.", Key = "displayName", Aliases = ["display_name"])]
    public IReadOnlyList<string>? DisplayName { get; init; }
}
