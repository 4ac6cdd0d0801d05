namespace LdapVendorSync.Core.Vendors.Scim;

/// <summary>The URNs of RFC 7643 section 10.3 and RFC 7644 section 8.2 that are sent or looked for.</summary>
internal static class ScimSchemas
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";
    public const string EnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    public const string Error = "urn:ietf:params:scim:api:messages:2.0:Error";
    public const string BulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

    /// <summary>The attributes of the enterprise extension (RFC 7643 section 4.3), which may be mapped by their bare names.</summary>
    public static IReadOnlySet<string> EnterpriseAttributes { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "employeeNumber", "costCenter", "organization", "division", "department", "manager",
    };
}
