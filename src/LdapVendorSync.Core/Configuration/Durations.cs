using System.Buffers;
using System.Globalization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// Durations as the configuration writes them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>72h</c>, <c>7d</c>; a bare number is seconds.
/// </summary>
public static class Durations
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads a duration.</summary>
    /// <returns>Whether the text is one, of a decade at most.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var trimmed = text.AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExcept(Digits);
        var number = digits < 0 ? trimmed : trimmed[..digits];
        var suffix = digits < 0 ? "s" : trimmed[digits..].Trim().ToString();
        var unit = Units.FirstOrDefault(candidate => candidate.Suffix.Equals(suffix, StringComparison.OrdinalIgnoreCase)).Unit;
        if (unit == TimeSpan.Zero || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return false;

        // A duration is a limit on waiting: what does not fit a decade is a slip of the keyboard.
        if (value * unit.TotalDays > 3660)
            return false;
        duration = unit * value;
        return true;
    }

    /// <summary>Writes a duration in the largest unit up to hours that divides it.</summary>
    public static string Format(TimeSpan duration)
    {
        // The largest unit that divides it, so that what was written is what is shown; hours rather than days, as 72h is said.
        foreach (var (suffix, unit) in Units.SkipLast(1).Reverse())
        {
            if (duration.Ticks % unit.Ticks == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / unit.Ticks}{suffix}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s");
    }
}
