using LdapVendorSync.Core.Configuration;
using LdapVendorSync.Core.Security;
using LdapVendorSync.Core.Storage;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Debugging;
using Serilog.Extensions.Logging;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>
/// Makes the log: a file a day in <c>log_dir</c>, and what a front adds. Nothing leaves it without having passed the redactor.
/// </summary>
public static class LogFactory
{
    private const string FileName = "ldap-vendor-sync-.log";
    private const long MaximumFileBytes = 256 * 1024 * 1024;

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
        var minimum = outputs.Select(output => output.MinimumLevel).Append(files?.Level ?? LogLevel.None).Min();
        var log = new LoggerConfiguration().MinimumLevel.Is(LogLineReader.LevelOf(minimum));
        foreach (var output in outputs)
            log.WriteTo.Sink(new OutputSink(output, reader));
        if (files is not null and not { Level: LogLevel.None })
            AddFiles(log, files, reader);

        // A full disk must not be silent.
        SelfLog.Enable(message => Complain(message, outputs, reader));
        return new SerilogLoggerFactory(log.CreateLogger(), dispose: true);
    }

    private static void AddFiles(LoggerConfiguration log, LoggingSettings files, LogLineReader reader)
    {
        Prepare(files);
        log.WriteTo.File(
            files.Format == LogFormat.Json ? new JsonLogFormatter(reader) : new TextLogFormatter(reader),
            Path.Combine(files.LogDirectory, FileName),
            LogLineReader.LevelOf(files.Level),
            fileSizeLimitBytes: MaximumFileBytes,
            rollingInterval: RollingInterval.Day,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: null,
            retainedFileTimeLimit: TimeSpan.FromDays(files.RetentionDays),
            hooks: new OwnerOnlyFiles());
    }

    private static void Prepare(LoggingSettings files)
    {
        try
        {
            PrivateFiles.CreateDirectory(files.LogDirectory);
            var probe = Path.Combine(files.LogDirectory, $".{Guid.NewGuid():N}");
            using var handle = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
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
