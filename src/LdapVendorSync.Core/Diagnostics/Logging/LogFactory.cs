using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Debugging;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>
/// Makes the log: a file a day in <c>log_dir</c>, and what a front adds. Nothing leaves it without having passed the redactor.
/// </summary>
public static class LogFactory
{
    /// <summary>Makes the log.</summary>
    /// <param name="files">The files, or <see langword="null"/> for none, as before the configuration is known.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <param name="outputs">Where else the log is shown.</param>
    /// <returns>The factory; its disposal writes out and closes what is open.</returns>
    /// <exception cref="ConfigurationException">
    /// The folder cannot be made or written: what happens unattended must leave a trace.
    /// </exception>
    public static ILoggerFactory Create(LoggingSettings? files, SecretRedactor redactor, params IReadOnlyList<LogOutput> outputs)
    {
        ArgumentNullException.ThrowIfNull(redactor);
        ArgumentNullException.ThrowIfNull(outputs);
        var reader = new LogLineReader(redactor);
        var minimum = files?.Level ?? LogLevel.None;
        var log = new LoggerConfiguration();
        foreach (var output in outputs)
        {
            minimum = output.MinimumLevel < minimum ? output.MinimumLevel : minimum;
            log.WriteTo.Sink(new OutputSink(output, reader));
        }

        log.MinimumLevel.Is(LogLineReader.LevelOf(minimum));
        if (files is not null and not { Level: LogLevel.None })
            AddFiles(log, files, outputs, reader);

        // What goes wrong within the log itself must not be silent either.
        SelfLog.Enable(message => Complain(message, outputs, reader));
        return new SerilogLoggerFactory(log.CreateLogger(), dispose: true);
    }

    private static void AddFiles(
        LoggerConfiguration log, LoggingSettings files, IReadOnlyList<LogOutput> outputs, LogLineReader reader)
    {
        ITextFormatter formatter = files.Format == LogFormat.Json ? new JsonLogFormatter(reader) : new TextLogFormatter(reader);
        log.WriteTo.Sink(new DailyFileSink(
            Take(files), LogLineReader.LevelOf(files.Level), formatter, message => Complain(message, outputs, reader)));
    }

    private static LogFolder Take(LoggingSettings files)
    {
        try
        {
            return LogFolder.Take(files);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new ConfigurationProblem(
                ConfigurationSeverity.Error,
                ConfigurationPosition.None,
                "logging.log_dir",
                $"The log cannot be written: {exception.Message}",
                "Give a folder that may be written, or level: NONE for no log files.")]);
        }
    }

    private static void Complain(string message, IReadOnlyList<LogOutput> outputs, LogLineReader reader)
    {
        var line = new LogLine(TimeProvider.System.GetLocalNow(), LogLevel.Warning, "Log", reader.Clean(message.TrimEnd()));
        foreach (var output in outputs.Where(output => output.MinimumLevel <= LogLevel.Warning))
            output.Write(line);
    }
}
