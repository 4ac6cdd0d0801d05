using System.Text.Json;

namespace LdapVendorSync.Cli.Tests;

/// <summary>What the command left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Fails, with everything that was said, where the exit code is another one.</summary>
    public CommandResult ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"standard output:\n{Output}\nstandard error:\n{Error}");
        return this;
    }

    /// <summary>Fails where neither stream says something, however its lines are broken.</summary>
    public CommandResult ShouldSay(string text)
    {
        string.Join(' ', $"{Output} {Error}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldContain(text);
        return this;
    }
}
