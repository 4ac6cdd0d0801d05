using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Diagnostics.Logging;

/// <summary>One entry of the log as it may be shown: without secrets, and without characters that could pass for another entry.</summary>
/// <param name="Time">When.</param>
/// <param name="Level">How bad.</param>
/// <param name="Category">Which part of the product says it.</param>
/// <param name="Message">What.</param>
public sealed record LogLine(DateTimeOffset Time, LogLevel Level, string Category, string Message)
{
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
