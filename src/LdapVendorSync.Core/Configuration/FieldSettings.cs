using System.ComponentModel.DataAnnotations;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Which attributes hold the fields of a person; of each list the first that is there counts.</summary>
public sealed record FieldSettings
{
    /// <summary>The stable id.</summary>
    [Setting("The id that survives renames.")]
    [MinLength(1)]
    public IReadOnlyList<string> Id { get; init; } = ["entryUUID", "objectGUID", "nsUniqueId", "ipaUniqueID"];

    /// <summary>The login name.</summary>
    [Setting("The login name.", Key = "userName", Aliases = ["user_name"])]
    [MinLength(1)]
    public IReadOnlyList<string> UserName { get; init; } = ["sAMAccountName", "uid"];

    /// <summary>The mail address.</summary>
    [Setting("The mail address.", Key = "email", Aliases = ["mail"])]
    public IReadOnlyList<string> Email { get; init; } = ["mail"];

    /// <summary>The given name.</summary>
    [Setting("The given name.", Key = "firstName", Aliases = ["first_name", "givenName"])]
    public IReadOnlyList<string> FirstName { get; init; } = ["givenName"];

    /// <summary>The family name.</summary>
    [Setting("The family name.", Key = "lastName", Aliases = ["last_name", "sn"])]
    public IReadOnlyList<string> LastName { get; init; } = ["sn"];

    /// <summary>The name to show.</summary>
    [Setting("The name to show.", Key = "displayName", Aliases = ["display_name"])]
    public IReadOnlyList<string> DisplayName { get; init; } = ["displayName", "cn"];
}
