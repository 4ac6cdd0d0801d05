using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Tests.Sync.Incremental;

/// <summary>Keeps what runs log, for the message of an assert.</summary>
internal sealed class RunMessages : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _messages = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messages.Enqueue(formatter(state, exception));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() => _messages.Clear();

    public override string ToString() => string.Join('\n', _messages.TakeLast(20));
}
