namespace LdapVendorSync.Core.Configuration;

/// <summary>An LDIF file (RFC 2849).</summary>
public sealed record LdifSourceSettings : DirectorySourceSettings
{
    /// <inheritdoc />
    public override string Type => "ldif";

    /// <summary>The file, an absolute path once loaded.</summary>
    [Setting("The LDIF file.", IsPath = true)]
    public required string File { get; init; }
}
