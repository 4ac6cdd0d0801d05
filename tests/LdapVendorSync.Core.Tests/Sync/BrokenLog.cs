using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Sync;

/// <summary>A place for log lines that takes one kind of them no more.</summary>
/// <param name="refused">What these lines hold.</param>
/// <param name="tell">Hears of each before it fails.</param>
internal sealed class BrokenLog(string refused, Action tell) : ILoggerFactory, ILogger
{
    /// <summary>What it fails with.</summary>
    public const string Message = "no room for log lines";

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!formatter(state, exception).Contains(refused, StringComparison.Ordinal))
            return;
        tell();
        throw new IOException(Message);
    }

    public void Dispose()
    {
    }
}
