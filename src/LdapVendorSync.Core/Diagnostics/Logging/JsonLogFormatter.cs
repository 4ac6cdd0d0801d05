using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>
/// The log for machines, one object a line: <c>time, level, category, message, runId, vendor, group, user, exception</c> and, under
/// <c>properties</c>, what the message was made of.
/// </summary>
internal sealed class JsonLogFormatter(LogLineReader reader) : ITextFormatter
{
    private static readonly HashSet<string> OwnKeys = ["SourceContext", LogScopes.Run, LogScopes.Vendor, LogScopes.Group, LogScopes.User];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, LogLine.JsonOptions))
            Write(json, logEvent);
        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private void Write(Utf8JsonWriter json, LogEvent logEvent)
    {
        json.WriteStartObject();
        reader.Read(logEvent).WriteTo(json);
        WriteProperties(json, logEvent);
        json.WriteEndObject();
    }

    private void WriteProperties(Utf8JsonWriter json, LogEvent logEvent)
    {
        var properties = logEvent.Properties.Where(property => !OwnKeys.Contains(property.Key)).ToArray();
        if (properties.Length == 0)
            return;

        json.WriteStartObject("properties");
        foreach (var (name, value) in properties)
        {
            json.WritePropertyName(reader.Clean(name));
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, LogEventPropertyValue value)
    {
        switch ((value as ScalarValue)?.Value)
        {
            case null when value is ScalarValue:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case byte or short or int or long or uint:
                json.WriteNumberValue(Convert.ToInt64(((ScalarValue)value).Value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(reader.Clean(text));
                break;
            default:
                json.WriteStringValue(reader.Clean(value.ToString(null, CultureInfo.InvariantCulture)));
                break;
        }
    }
}
