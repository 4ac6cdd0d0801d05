using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Configuration;

/// <summary>The log.</summary>
public sealed record LoggingSettings
{
    /// <summary>The least level that goes into the files.</summary>
    [Setting("The least level that goes into the log files: TRACE, DEBUG, INFO, WARN, ERROR, CRITICAL or NONE.")]
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>The least level that goes to the console.</summary>
    [Setting("The least level that goes to the console (standard error).")]
    public LogLevel ConsoleLevel { get; init; } = LogLevel.Warning;

    /// <summary>What the command's standard error looks like.</summary>
    [Setting(
        "What the command writes to standard error: lines for people, or one JSON object a line, for whoever collects the logs of "
        + "containers.")]
    public LogFormat ConsoleFormat { get; init; } = LogFormat.Text;

    /// <summary>The folder of the log files, an absolute path once loaded.</summary>
    [Setting("The folder of the log files.", Key = "log_dir", IsPath = true)]
    public string LogDirectory { get; init; } = "logs";

    /// <summary>When a new file begins.</summary>
    [Setting("When a new log file begins; both values mean at midnight.")]
    public LogRotation Rotation { get; init; } = LogRotation.Daily;

    /// <summary>How many days are kept.</summary>
    [Setting("How many days of log files are kept.")]
    [Range(1, 36_500)]
    public int RetentionDays { get; init; } = 7;

    /// <summary>What the files look like.</summary>
    [Setting("Lines for people, or one JSON object a line.")]
    public LogFormat Format { get; init; } = LogFormat.Text;
}
