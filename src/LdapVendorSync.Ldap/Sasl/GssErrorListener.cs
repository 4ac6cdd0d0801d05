using System.Diagnostics.Tracing;

namespace LdapVendorSync.Ldap.Sasl;

/// <summary>Hears what GSS-API says of a failure. <see cref="System.Net.Security.NegotiateAuthentication"/> keeps only a coarse code and
/// writes the rest to its trace, on the thread that called it. It serves messages alone: where nothing is heard, they are less
/// precise.</summary>
internal sealed class GssErrorListener : EventListener
{
    private const string SourceName = "Private.InternalDiagnostics.System.Net.Security";

    private static readonly Lazy<GssErrorListener> Instance = new(() => new GssErrorListener());

    [ThreadStatic]
    private static Recording? _current;

    private GssErrorListener()
    {
    }

    /// <summary>Records what is said on this thread until it is disposed.</summary>
    public static Recording Listen()
    {
        _ = Instance.Value;
        return _current = new Recording();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == SourceName) EnableEvents(eventSource, EventLevel.Error);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_current is not { } recording || eventData.Payload is not { Count: > 0 } payload) return;
        if (payload[^1] is string text) recording.Add(text);
    }

    /// <summary>What was said.</summary>
    internal sealed class Recording : IDisposable
    {
        public string Text { get; private set; } = string.Empty;

        public void Add(string text) => Text += text + "\n";

        public void Dispose() => _current = null;
    }
}
