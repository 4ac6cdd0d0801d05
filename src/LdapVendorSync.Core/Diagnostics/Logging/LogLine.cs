using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>One entry of the log as it may be shown: without secrets, and without characters that could pass for another entry.</summary>
/// <param name="Time">When.</param>
/// <param name="Level">How bad.</param>
/// <param name="Category">Which part of the product says it.</param>
/// <param name="Message">What.</param>
public sealed record LogLine(DateTimeOffset Time, LogLevel Level, string Category, string Message)
{
    // People read these, too; nothing of it goes into a web page.
    internal static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The exception with its stack, if any.</summary>
    public string? Exception { get; init; }

    /// <summary>The run, from <see cref="LogScopes.BeginRun"/>.</summary>
    public string? Run { get; init; }

    /// <summary>The vendor, from <see cref="LogScopes.BeginVendor"/>.</summary>
    public string? Vendor { get; init; }

    /// <summary>The vendor group, from <see cref="LogScopes.BeginGroup"/>.</summary>
    public string? Group { get; init; }

    /// <summary>The person, from <see cref="LogScopes.BeginUser"/>.</summary>
    public string? User { get; init; }

    /// <summary>What it is about, as far as the message does not say so itself: <c>vendor/group user</c>; empty for nothing.</summary>
    public string Context => string.Join(' ', new[] { PlaceToTell, UserToTell }.OfType<string>());

    /// <summary>
    /// The entry as the text log has it: <c>time [LEVEL] [run vendor/group user] Category - message</c>, then the exception, indented.
    /// </summary>
    public override string ToString()
    {
        var context = string.Join(' ', new[] { Run, Context }.Where(part => !string.IsNullOrEmpty(part)));
        return string.Concat(
            Time.ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture),
            $" [{LevelName(Level)}] ",
            context.Length == 0 ? null : $"[{context}] ",
            Category.Length == 0 ? null : $"{Category[(Category.LastIndexOf('.') + 1)..]} - ",
            Message + (Exception is null ? null : Environment.NewLine + "  " + Exception.ReplaceLineEndings(Environment.NewLine + "  ")));
    }

    /// <summary>
    /// The entry as an object on one line, without a line end: <c>time, level, category, message</c> and, where there is one,
    /// <c>runId, vendor, group, user, exception</c>.
    /// </summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            WriteTo(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Writes the properties of the entry into an object that is open.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("time", Time);
        json.WriteString("level", LevelName(Level));
        json.WriteString("category", Category);
        json.WriteString("message", Message);
        WriteOptional(json, "runId", Run);
        WriteOptional(json, "vendor", Vendor);
        WriteOptional(json, "group", Group);
        WriteOptional(json, "user", User);
        WriteOptional(json, "exception", Exception);
    }

    /// <summary>The name of a level, as the configuration writes it.</summary>
    public static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        LogLevel.Critical => "CRITICAL",
        _ => "NONE",
    };

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private string? PlaceToTell => Place is { } place && !Message.StartsWith($"{place}:", StringComparison.Ordinal) ? place : null;

    private string? UserToTell => User is not null && !Message.Contains(User, StringComparison.Ordinal) ? User : null;

    private string? Place => (Vendor, Group) switch
    {
        (null, null) => null,
        (null, { } group) => group,
        ({ } vendor, null) => vendor,
        ({ } vendor, { } group) => $"{vendor}/{group}",
    };
}
