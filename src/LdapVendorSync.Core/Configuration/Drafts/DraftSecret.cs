namespace LdapVendorSync.Core.Configuration.Drafts;

/// <summary>Where a secret comes from that is not given by an environment variable. Never the secret itself.</summary>
public sealed record DraftSecret
{
    private DraftSecret()
    {
    }

    /// <summary>The file that holds it; <see langword="null"/> where a vault does.</summary>
    public string? File { get; private init; }

    /// <summary>Its name in a vault of SecretManagement, <c>Vault/Name</c>; <see langword="null"/> where a file holds it.</summary>
    public string? VaultName { get; private init; }

    /// <summary>A secret in a file, such as one that a container mounts.</summary>
    public static DraftSecret InFile(string path) => new() { File = path };

    /// <summary>A secret in a vault, <c>Vault/Name</c>; the PowerShell module alone reads those.</summary>
    public static DraftSecret InVault(string name) => new() { VaultName = name };
}
