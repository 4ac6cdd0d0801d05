using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// How long a reference to an entry that cannot be found holds a removal: until that many complete runs, or that much time, have passed,
/// whichever is first.
/// </summary>
/// <param name="Runs">Complete runs, or <see langword="null"/> where they do not count.</param>
/// <param name="Time">Time, or <see langword="null"/> where it does not count.</param>
public sealed record DanglingGrace(int? Runs, TimeSpan? Time) : IParsable<DanglingGrace>
{
    /// <summary>3 runs or 72 hours.</summary>
    public static DanglingGrace Default { get; } = new(3, TimeSpan.FromHours(72));

    /// <inheritdoc />
    public static DanglingGrace Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var grace)
            ? grace
            : throw new FormatException("Give runs, a time, or both, such as '3 runs|72h'.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out DanglingGrace result)
    {
        result = null;
        int? runs = null;
        TimeSpan? time = null;
        foreach (var part in (s ?? string.Empty).Split('|', StringSplitOptions.TrimEntries))
        {
            if (runs is null && TryParseRuns(part, out var count))
                runs = count;
            else if (time is null && Durations.TryParse(part, out var duration))
                time = duration;
            else
                return false;
        }

        result = new DanglingGrace(runs, time);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(
        '|',
        new[] { Runs is { } runs ? $"{runs} runs" : null, Time is { } time ? Durations.Format(time) : null }.OfType<string>());

    private static bool TryParseRuns(string text, out int runs)
    {
        runs = 0;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var number, "run" or "runs"] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out runs);
    }
}
