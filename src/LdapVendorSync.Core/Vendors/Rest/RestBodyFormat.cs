namespace LdapVendorSync.Core.Vendors.Rest;

/// <summary>What the body of a request is written in.</summary>
public enum RestBodyFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>XML.</summary>
    Xml,

    /// <summary>Name and value pairs (<c>application/x-www-form-urlencoded</c>).</summary>
    Form,
}
