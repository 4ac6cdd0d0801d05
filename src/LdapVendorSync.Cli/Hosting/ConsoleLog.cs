using System.Globalization;
using LdapVendorSync.Cli.Display;
using LdapVendorSync.Core.Diagnostics.Logging;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace LdapVendorSync.Cli.Hosting;

/// <summary>
/// The log on standard error: one line an entry, through the same console as the progress bar, so that neither overwrites the other.
/// The stack of an exception is in the log file.
/// </summary>
internal static class ConsoleLog
{
    /// <summary>Shows the log from a level up.</summary>
    public static LogOutput Create(Terminal terminal, LogLevel minimumLevel) => new(minimumLevel, line =>
    {
        if (terminal.TellsJson)
            terminal.TellJson(line);
        else
            terminal.Tell(Describe(line), StyleOf(line.Level));
    });

    private static string Describe(LogLine line)
    {
        var context = line.Context;
        return string.Concat(
            line.Time.ToString("HH:mm:ss ", CultureInfo.InvariantCulture),
            LogLine.LevelName(line.Level),
            context.Length == 0 ? " " : $" [{context}] ",
            line.Message);
    }

    private static Style? StyleOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => Styles.Dim,
        LogLevel.Warning => Styles.Warning,
        LogLevel.Error or LogLevel.Critical => Styles.Bad,
        _ => null,
    };
}
