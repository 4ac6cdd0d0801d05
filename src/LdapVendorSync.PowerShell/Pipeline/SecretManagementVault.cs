using System.Management.Automation;
using LdapVendorSync.Core.Security;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>Reads secrets through the module Microsoft.PowerShell.SecretManagement, for <c>{secret: Vault/Name}</c>.</summary>
/// <remarks>
/// The command runs on the pipeline thread of the cmdlet that needs the secret, which may be another than the one that loaded the
/// configuration.
/// </remarks>
internal static class SecretManagementVault
{
    // -Debug of the cmdlet is not for the vault: its warnings would turn into questions, and what it tells there is not ours to show.
    private const string Script = """
        param($Vault, $Name)
        $parameters = @{ Name = $Name; AsPlainText = $true; ErrorAction = 'Stop'; Verbose = $false; Debug = $false }
        if ($Vault) { $parameters.Vault = $Vault }
        Microsoft.PowerShell.SecretManagement\Get-Secret @parameters
        """;

    /// <summary>Reads one secret.</summary>
    /// <param name="name"><c>Vault/Name</c>, or the name alone for the default vault.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="SecretUnavailableException">The module, the vault or the secret is not there, or the vault is locked.</exception>
    public static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var (vault, secret) = name.IndexOf('/') is >= 0 and var slash ? (name[..slash], name[(slash + 1)..]) : (null, name);
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (PipelineQueue.Current is not { } pipeline || !pipeline.Post(cmdlet => Answer(cmdlet, answer, vault, secret)))
            throw new SecretUnavailableException($"The secret '{secret}' cannot be read through SecretManagement: no command is running.");
        return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Answer(PSCmdlet cmdlet, TaskCompletionSource<string> answer, string? vault, string secret)
    {
        try
        {
            var script = cmdlet.InvokeCommand.NewScriptBlock(Script);
            var text = script.InvokeReturnAsIs(vault, secret);
            answer.SetResult(LanguagePrimitives.ConvertTo<string>(text));
        }
        catch (Exception error) when (error is not PipelineStoppedException)
        {
            // The module's messages name vault and secret, never the value.
            answer.SetException(new SecretUnavailableException(
                $"The secret '{secret}' cannot be read through SecretManagement: {Reason(error)}", error));
        }
    }

    // "-ErrorAction Stop" puts a preamble about preference variables before the message of the record.
    private static string Reason(Exception error) => error is ActionPreferenceStopException { ErrorRecord: { } record }
        ? record.ErrorDetails?.Message ?? record.Exception.Message
        : error.Message;
}
