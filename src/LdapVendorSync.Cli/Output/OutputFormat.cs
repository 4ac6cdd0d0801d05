namespace LdapVendorSync.Cli.Output;

/// <summary>What results look like on standard output.</summary>
internal enum OutputFormat
{
    /// <summary>A table for people.</summary>
    Table,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Comma-separated values (RFC 4180).</summary>
    Csv,
}
