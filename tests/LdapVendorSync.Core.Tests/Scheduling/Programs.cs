using System.ComponentModel;
using System.Diagnostics;

namespace LdapVendorSync.Core.Tests.Scheduling;

/// <summary>Programs of the system that tell what a scheduler makes of our texts.</summary>
internal static class Programs
{
    public const string NoAnalyze = "systemd-analyze is not installed (Debian: apt-get install systemd).";

    public const string NoShell = "There is no /bin/sh here.";

    public static bool IsThere(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)));

    public static (int ExitCode, string Output) Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start) ?? throw new Win32Exception();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
