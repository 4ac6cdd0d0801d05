using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace LdapVendorSync.Core.Configuration.Binding;

/// <summary>Turns the text of a single value into a setting's type. Never uses the culture.</summary>
internal static class ScalarConverter
{
    private static readonly MethodInfo ParseMethod =
        typeof(ScalarConverter).GetMethod(nameof(TryParse), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The level names of Python, Serilog and Microsoft.Extensions.Logging.</summary>
    private static readonly Dictionary<string, LogLevel> LogLevels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TRACE"] = LogLevel.Trace,
        ["VERBOSE"] = LogLevel.Trace,
        ["DEBUG"] = LogLevel.Debug,
        ["INFO"] = LogLevel.Information,
        ["INFORMATION"] = LogLevel.Information,
        ["WARN"] = LogLevel.Warning,
        ["WARNING"] = LogLevel.Warning,
        ["ERROR"] = LogLevel.Error,
        ["CRITICAL"] = LogLevel.Critical,
        ["FATAL"] = LogLevel.Critical,
        ["NONE"] = LogLevel.None,
        ["OFF"] = LogLevel.None,
    };

    /// <summary>Whether a type is written as a single value.</summary>
    public static bool Handles(Type type) => type == typeof(Uri) || type.IsEnum || IsParsable(type);

    /// <summary>Converts.</summary>
    /// <returns>Whether the text fits; if not, <paramref name="expected"/> says what would.</returns>
    public static bool TryConvert(string text, Type type, out object? value, out string expected)
    {
        expected = Expected(type);
        value = type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(bool) => ToBoolean(text),
            _ when type == typeof(Uri) => ToUri(text),
            _ when type == typeof(TimeSpan) => Durations.TryParse(text, out var duration) ? duration : null,
            _ when type == typeof(LogLevel) => LogLevels.TryGetValue(text, out var level) ? level : null,
            _ when type.IsEnum => ToEnum(text, type),
            _ => Parse(text, type),
        };
        return value is not null;
    }

    /// <summary>The values that a type may have, where they can be listed.</summary>
    public static IReadOnlyList<string> AllowedValues(Type type) => type switch
    {
        _ when type == typeof(bool) => ["true", "false"],
        _ when type == typeof(LogLevel) => ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "CRITICAL", "NONE"],
        _ when type.IsEnum => [.. Enum.GetValues(type).Cast<Enum>().Select(NameOf)],
        _ => [],
    };

    /// <summary>A value as the configuration writes it.</summary>
    public static string Format(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        LogLevel level => LogLevels.First(pair => pair.Value == level && AllowedValues(typeof(LogLevel)).Contains(pair.Key)).Key,
        Enum member => NameOf(member),
        TimeSpan duration => Durations.Format(duration),
        Uri uri => uri.OriginalString,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static string NameOf(Enum member)
    {
        var name = member.ToString();
        return member.GetType().GetField(name)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
    }

    private static string Expected(Type type)
    {
        var allowed = AllowedValues(type);
        if (allowed.Count > 0)
            return "one of " + string.Join(", ", allowed);
        if (type == typeof(Uri))
            return "an absolute address such as https://host/path";
        if (type == typeof(TimeSpan))
            return "a duration such as 30s, 5m or 72h";
        if (type == typeof(int) || type == typeof(long))
            return "a whole number";
        if (type == typeof(CountOrShare))
            return "a count, a share up to 100%, or both, such as 10, 5% or 10|5%";
        if (type == typeof(Grace))
            return "runs, a time or both, such as 3 runs, 48h or 3 runs|48h";
        return type == typeof(double) || type == typeof(decimal) ? "a number" : "a text";
    }

    private static object? ToBoolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => null,
    };

    private static Uri? ToUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.Contains("://", StringComparison.Ordinal) ? uri : null;

    private static Enum? ToEnum(string text, Type type) =>
        Enum.GetValues(type).Cast<Enum>().FirstOrDefault(member => NamesOf(member).Contains(text, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<string> NamesOf(Enum member) =>
        member.GetType().GetField(member.ToString())?.GetCustomAttribute<SettingAliasAttribute>()?.Names.Prepend(NameOf(member))
        ?? [NameOf(member)];

    private static bool IsParsable(Type type) =>
        type.GetInterfaces().Any(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IParsable<>));

    private static object? Parse(string text, Type type)
    {
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(double))
            return ToDouble(text);
        return ParseMethod.MakeGenericMethod(type).Invoke(null, [text]);
    }

    private static double? ToDouble(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static object? TryParse<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
