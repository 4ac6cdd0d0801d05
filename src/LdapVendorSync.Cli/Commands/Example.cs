namespace LdapVendorSync.Cli.Commands;

/// <summary>An example for the help.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Explanation">What it does.</param>
internal sealed record Example(string Line, string Explanation);
