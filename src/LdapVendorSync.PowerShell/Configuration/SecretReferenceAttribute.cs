using System.Management.Automation;
using System.Security;

namespace LdapVendorSync.PowerShell.Configuration;

/// <summary>
/// Lets a parameter of the type <see cref="SecureString"/> also be given as <c>secret:Vault/Name</c>. Any other text is refused: it would
/// stand in the history of the shell and in transcripts.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretReferenceAttribute : ArgumentTransformationAttribute
{
    private const string Hint =
        "Give a SecureString (Read-Host -AsSecureString, Get-Secret), or 'secret:Vault/Name' for an entry of a vault of SecretManagement.";

    /// <inheritdoc />
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            SecureString secret => secret,
            string text when Parse(text) is { } name => SecretReference.Create(name),
            // The text is not repeated: it may be the secret.
            string => throw new ArgumentTransformationMetadataException($"A secret is not taken as plain text. {Hint}"),
            _ => inputData,
        };

    private static string? Parse(string text) =>
        text.StartsWith(SecretReference.Prefix, StringComparison.OrdinalIgnoreCase) && text.Length > SecretReference.Prefix.Length
            ? text[SecretReference.Prefix.Length..]
            : null;
}
