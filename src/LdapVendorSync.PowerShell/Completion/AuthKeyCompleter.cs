namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes keys of the block <c>auth</c>.</summary>
internal sealed class AuthKeyCompleter : BlockKeyCompleter
{
    /// <inheritdoc />
    protected override string NameBlock(CommandLine line) => "auth";
}
