namespace LdapVendorSync.Core.Configuration;

/// <summary>Which columns of a CSV file hold the fields of a person. A name that is given must be in the header.</summary>
public sealed record CsvColumnSettings
{
    /// <summary>The stable id.</summary>
    [Setting("The column of the id that survives renames; the column id where left out. It must be there, and no two rows may share an id.")]
    public string? Id { get; init; }

    /// <summary>The login name.</summary>
    [Setting("The column of the login name; the column userName, if there is one, where left out, and so for the other fields.",
        Key = "userName", Aliases = ["user_name"])]
    public string? UserName { get; init; }

    /// <summary>The mail address.</summary>
    [Setting("The column of the mail address.", Key = "email", Aliases = ["mail"])]
    public string? Email { get; init; }

    /// <summary>The given name.</summary>
    [Setting("The column of the given name.", Key = "firstName", Aliases = ["first_name", "givenName"])]
    public string? FirstName { get; init; }

    /// <summary>The family name.</summary>
    [Setting("The column of the family name.", Key = "lastName", Aliases = ["last_name", "sn"])]
    public string? LastName { get; init; }

    /// <summary>The name to show.</summary>
    [Setting("The column of the name to show.", Key = "displayName", Aliases = ["display_name"])]
    public string? DisplayName { get; init; }

    /// <summary>Whether the account may be used.</summary>
    [Setting("The column that says whether the account may be used; see enabled_values and disabled_values.")]
    public string? Enabled { get; init; }
}
