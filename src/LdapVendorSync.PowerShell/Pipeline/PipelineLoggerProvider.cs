using Microsoft.Extensions.Logging;

namespace LdapVendorSync.PowerShell.Pipeline;

/// <summary>Shows the core's log in PowerShell's streams: warnings as warnings, information as <c>-Verbose</c>, the rest as <c>-Debug</c>.</summary>
/// <param name="pipeline">Where messages go.</param>
/// <param name="least">The least level that anybody will see; lower ones are not even put together.</param>
/// <param name="redact">Takes secrets out of a text.</param>
internal sealed class PipelineLoggerProvider(PipelineQueue pipeline, LogLevel least, Func<string, string> redact) : ILoggerProvider
{
    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new PipelineLogger(pipeline, least, redact);

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is held; the queue is the cmdlet's.
    }

    private sealed class PipelineLogger(PipelineQueue pipeline, LogLevel least, Func<string, string> redact) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;

            var message = redact(formatter(state, exception));
            pipeline.Post(cmdlet => Write(cmdlet, logLevel, message));
        }

        private static void Write(System.Management.Automation.Cmdlet cmdlet, LogLevel level, string message)
        {
            if (level >= LogLevel.Warning)
                cmdlet.WriteWarning(message);
            else if (level == LogLevel.Information)
                cmdlet.WriteVerbose(message);
            else
                cmdlet.WriteDebug(message);
        }
    }
}
