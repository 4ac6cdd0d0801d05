using System.Globalization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>Understands moments as people write them, and nothing that may mean two of them.</summary>
public static class Moments
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
    ];

    /// <summary>
    /// Reads a moment in the form of ISO 8601; without an offset it is in the given zone, without a time it is the day's beginning.
    /// </summary>
    /// <param name="text">The text, such as <c>2026-11-20T14:00</c> or <c>2026-11-20T13:00:00Z</c>.</param>
    /// <param name="zone">The zone of a text without an offset.</param>
    /// <param name="time">The moment.</param>
    public static bool TryParse(string? text, TimeZoneInfo zone, out DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var trimmed = text?.Trim();
        if (DateTime.TryParseExact(trimmed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            time = new DateTimeOffset(local, zone.GetUtcOffset(local));
            return true;
        }

        string[] zoned = [.. Formats.Skip(1).Select(format => $"{format}zzz")];
        if (trimmed is { Length: > 0 } && trimmed[^1] is 'Z' or 'z')
            trimmed = $"{trimmed[..^1]}+00:00";
        return DateTimeOffset.TryParseExact(trimmed, zoned, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }
}
