namespace LdapVendorSync.Core.Sources.Csv;

/// <summary>Why nothing is done with somebody.</summary>
/// <param name="message">What is wrong with their rows.</param>
internal sealed class CsvDoubt(string message)
{
    public string Message => message;

    /// <summary>The ids and login names of the rows: each may be that of somebody who must not be taken for gone.</summary>
    public HashSet<string> References { get; } = new(StringComparer.OrdinalIgnoreCase);
}
