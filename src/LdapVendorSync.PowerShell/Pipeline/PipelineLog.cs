using System.Management.Automation;
using LdapVendorSync.Core.Diagnostics.Logging;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>
/// Shows the core's log in PowerShell's streams: warnings as warnings, information with <c>-Verbose</c>, the rest with <c>-Debug</c>.
/// </summary>
/// <remarks>
/// Errors of the log come with <c>-Verbose</c> too: whatever failed is in a result, for which the cmdlet writes an error record, and nobody
/// wants to read it twice.
/// </remarks>
internal static class PipelineLog
{
    /// <summary>The pipeline as an output of the log.</summary>
    /// <param name="pipeline">Where messages go.</param>
    /// <param name="least">The least level that anybody will see; lower ones are not even put together.</param>
    public static LogOutput CreateOutput(PipelineQueue pipeline, LogLevel least) => new(least, line =>
    {
        if (Shown(line.Level) >= least)
            pipeline.Post(cmdlet => Write(cmdlet, Shown(line.Level), line.Message));
    });

    private static LogLevel Shown(LogLevel level) => level > LogLevel.Warning ? LogLevel.Information : level;

    private static void Write(Cmdlet cmdlet, LogLevel level, string message)
    {
        if (level == LogLevel.Warning)
            cmdlet.WriteWarning(message);
        else if (level == LogLevel.Information)
            cmdlet.WriteVerbose(message);
        else
            cmdlet.WriteDebug(message);
    }
}
