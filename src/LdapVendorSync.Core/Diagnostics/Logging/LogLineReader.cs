using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Security;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>Makes lines of log events, without secrets. Every way out of the log goes through here.</summary>
/// <param name="redactor">Knows the secrets.</param>
internal sealed class LogLineReader(SecretRedactor redactor)
{
    private const string Category = "SourceContext";

    // Not "lj": JSON would put enum values between quotes.
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}", CultureInfo.InvariantCulture);

    public LogLine Read(LogEvent logEvent)
    {
        var message = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, message);
        return new LogLine(logEvent.Timestamp, LevelOf(logEvent.Level), Text(logEvent, Category) ?? string.Empty, Clean(message.ToString()))
        {
            Exception = logEvent.Exception is { } exception ? Clean(exception.ToString(), keepLineBreaks: true) : null,
            Run = Text(logEvent, LogScopes.Run),
            Vendor = Text(logEvent, LogScopes.Vendor),
            Group = Text(logEvent, LogScopes.Group),
            User = Text(logEvent, LogScopes.User),
        };
    }

    /// <summary>A text without secrets and control characters: a name in a directory must not be able to forge an entry.</summary>
    public string Clean(string text, bool keepLineBreaks = false)
    {
        var redacted = redactor.Redact(text);
        if (!redacted.AsSpan().ContainsAnyInRange('\0', '\x1F') && !redacted.AsSpan().ContainsAnyInRange('\x7F', '\x9F'))
            return redacted;

        var clean = new StringBuilder(redacted.Length + 16);
        foreach (var character in redacted)
        {
            if (char.IsControl(character) && !(keepLineBreaks && character is '\r' or '\n'))
                clean.Append(Escape(character));
            else
                clean.Append(character);
        }

        return clean.ToString();
    }

    public static LogLevel LevelOf(LogEventLevel level) => (LogLevel)(int)level;

    public static LogEventLevel LevelOf(LogLevel level) => level >= LogLevel.Critical ? LogEventLevel.Fatal : (LogEventLevel)(int)level;

    private string? Text(LogEvent logEvent, string property) =>
        logEvent.Properties.TryGetValue(property, out var value) && value is ScalarValue { Value: { } scalar }
            ? Clean(Convert.ToString(scalar, CultureInfo.InvariantCulture)!)
            : null;

    private static string Escape(char character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)character:x4}",
    };
}
