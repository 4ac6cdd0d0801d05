using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>Where a front shows the log besides the files: standard error, PowerShell's streams.</summary>
/// <param name="MinimumLevel">The least level to show.</param>
/// <param name="Write">Shows an entry. Called from any thread, one entry at a time; may not throw.</param>
public sealed record LogOutput(LogLevel MinimumLevel, Action<LogLine> Write);
