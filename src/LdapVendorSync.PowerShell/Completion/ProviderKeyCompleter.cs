namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes keys of the block of the provider that the command line names.</summary>
internal sealed class ProviderKeyCompleter : BlockKeyCompleter
{
    /// <inheritdoc />
    protected override string? NameBlock(CommandLine line) => line.Names("Module") is [var module] ? module : null;
}
