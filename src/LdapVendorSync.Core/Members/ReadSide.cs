namespace LdapVendorSync.Core.Members;

/// <summary>Which side of a mapping was read.</summary>
public enum ReadSide
{
    /// <summary>The directory that is right.</summary>
    Source,

    /// <summary>The application that follows.</summary>
    Vendor,
}
