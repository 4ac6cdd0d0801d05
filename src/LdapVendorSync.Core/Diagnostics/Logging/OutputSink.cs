using Serilog.Core;
using Serilog.Events;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>Hands entries to a front, one at a time.</summary>
internal sealed class OutputSink(LogOutput output, LogLineReader reader) : ILogEventSink
{
    private readonly Lock _gate = new();

    public void Emit(LogEvent logEvent)
    {
        if (LogLineReader.LevelOf(logEvent.Level) < output.MinimumLevel)
            return;

        var line = reader.Read(logEvent);
        lock (_gate)
            output.Write(line);
    }
}
