namespace LdapVendorSync.Fixtures.Entra;

/// <summary>The properties that Graph knows of each type, as far as anybody here asks for them.</summary>
internal static class EntraProperties
{
    private static readonly HashSet<string> User = new(StringComparer.Ordinal)
    {
        "id", "userPrincipalName", "mail", "displayName", "givenName", "surname", "accountEnabled", "userType", "department", "jobTitle", "employeeId",
        "companyName", "officeLocation", "mobilePhone", "businessPhones", "otherMails", "proxyAddresses", "onPremisesImmutableId",
        "onPremisesSamAccountName", "onPremisesExtensionAttributes", "employeeOrgData", "createdDateTime", "lastPasswordChangeDateTime",
        "signInActivity", "deletedDateTime",
    };

    private static readonly HashSet<string> Group = new(StringComparer.Ordinal)
    {
        "id", "displayName", "description", "mail", "mailNickname", "visibility", "groupTypes", "securityEnabled", "mailEnabled", "members",
        "deletedDateTime",
    };

    private static readonly HashSet<string> Other = new(StringComparer.Ordinal) { "id", "displayName", "mail", "deletedDateTime" };

    public static bool Has(string type, string property) =>
        property.StartsWith("extension_", StringComparison.Ordinal) || Of(type).Contains(property);

    private static HashSet<string> Of(string type) => type switch { "user" => User, "group" => Group, _ => Other };
}
