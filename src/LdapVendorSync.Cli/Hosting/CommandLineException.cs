namespace LdapVendorSync.Cli.Hosting;

/// <summary>The command line asks for something that the configuration does not have. The process ends with exit code 2.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
