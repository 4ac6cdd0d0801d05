namespace LdapVendorSync.Core.Configuration.Variables;

/// <summary>A variable of a <c>.env</c> file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Position">The line where it begins.</param>
internal sealed record DotEnvVariable(string Name, string Value, ConfigurationPosition Position);
