using System.Diagnostics;
using System.Globalization;

namespace LdapVendorSync.Cli.Tests.Chaos.Faults;

/// <summary>Sends signals to processes.</summary>
internal static class Signals
{
    /// <summary>Sends one; a process that has just ended does not mind.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="signal">The signal's name, such as TERM.</param>
    public static void Send(int processId, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardError = true,
        })!;
        kill.WaitForExit();
    }
}
