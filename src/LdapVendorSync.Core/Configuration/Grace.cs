using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// How long a removal waits: until that many complete runs, or that much time, have passed, whichever is first.
/// </summary>
/// <param name="Runs">Complete runs, or <see langword="null"/> where they do not count.</param>
/// <param name="Time">Time, or <see langword="null"/> where it does not count.</param>
public sealed record Grace(int? Runs, TimeSpan? Time) : IParsable<Grace>
{
    /// <summary>What a reference to an entry that cannot be found gets: 3 runs or 72 hours.</summary>
    public static Grace Default { get; } = new(3, TimeSpan.FromHours(72));

    /// <summary>Whether the time is over.</summary>
    /// <param name="completeRuns">In how many complete runs the reason to wait was seen, the present one included.</param>
    /// <param name="age">How long it has been seen.</param>
    public bool IsOver(int completeRuns, TimeSpan age) => completeRuns > Runs || age >= Time;

    /// <inheritdoc />
    public static Grace Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var grace)
            ? grace
            : throw new FormatException("Give runs, a time, or both, such as '3 runs|72h'.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Grace result)
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

        result = new Grace(runs, time);
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
