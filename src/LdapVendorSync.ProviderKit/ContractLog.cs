using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.ProviderKit;

/// <summary>Keeps whatever is logged, down to the finest level.</summary>
internal sealed class ContractLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(formatter(state, exception));
        if (exception is not null)
            _lines.Enqueue(exception.ToString());
    }

    public void Dispose()
    {
    }
}
