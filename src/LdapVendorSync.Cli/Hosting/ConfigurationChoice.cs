namespace LdapVendorSync.Cli.Hosting;

/// <summary>Which configuration a verb shall use.</summary>
/// <param name="Path">The file; <see langword="null"/> to look where the environment says.</param>
/// <param name="EnvFile">A <c>.env</c> file to add; <see langword="null"/> for none.</param>
internal sealed record ConfigurationChoice(string? Path, string? EnvFile);
