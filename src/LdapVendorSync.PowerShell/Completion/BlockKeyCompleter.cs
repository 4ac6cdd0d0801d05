using LdapVendorSync.Core.Configuration;
using LdapVendorSync.PowerShell.Providers;

namespace LdapVendorSync.PowerShell.Completion;

/// <summary>Completes keys of a block of the configuration, each as a hashtable to go on with: PowerShell asks nobody inside of one.</summary>
internal abstract class BlockKeyCompleter : NameCompleter
{
    private const string Vendor = "vendor_apps[].";

    /// <inheritdoc />
    protected sealed override Task<IReadOnlyList<Candidate>> FindAsync(CommandLine line, CancellationToken cancellationToken)
    {
        var block = NameBlock(line);
        return Task.FromResult<IReadOnlyList<Candidate>>(block is null ? [] : [.. FindKeys($"{Vendor}{block}.")]);
    }

    /// <summary>The block below the vendor; <see langword="null"/> where the line does not tell.</summary>
    protected abstract string? NameBlock(CommandLine line);

    private static IEnumerable<Candidate> FindKeys(string block) =>
        from key in ConfigurationSchema.Keys(SessionPlugins.CreateRegistry().SettingsTypes)
        where key.Path.StartsWith(block, StringComparison.Ordinal)
        let name = key.Path[block.Length..]
        where name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        select new Candidate($"@{{{name}=''}}", $"{key.Type}. {key.Description}") { Label = name, IsExpression = true };
}
