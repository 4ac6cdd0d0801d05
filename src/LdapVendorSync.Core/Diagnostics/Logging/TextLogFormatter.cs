using Serilog.Events;
using Serilog.Formatting;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>The log for people.</summary>
internal sealed class TextLogFormatter(LogLineReader reader) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output) => output.WriteLine(reader.Read(logEvent).ToString());
}
