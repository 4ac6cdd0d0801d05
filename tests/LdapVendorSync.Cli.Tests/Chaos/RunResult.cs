namespace LdapVendorSync.Cli.Tests.Chaos;

/// <summary>What a run left behind.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="Text">What it said.</param>
internal sealed record RunResult(int ExitCode, string Text);
