using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LdapVendorSync.Core.Configuration;

/// <summary>
/// A limit as a count, as a share, or as both, of which the first that is reached counts: <c>10</c>, <c>5%</c>, <c>10|5%</c>.
/// </summary>
/// <param name="Count">The count, or <see langword="null"/> where it does not matter.</param>
/// <param name="Percent">The share in per cent, or <see langword="null"/> where it does not matter.</param>
public readonly record struct CountOrShare(int? Count, double? Percent = null) : IParsable<CountOrShare>
{
    /// <inheritdoc />
    public static CountOrShare Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var limit) ? limit : throw new FormatException("Give a count, a share or both, such as '10|5%'.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CountOrShare result)
    {
        result = default;
        int? count = null;
        double? percent = null;
        foreach (var part in (s ?? string.Empty).Split('|', StringSplitOptions.TrimEntries))
        {
            if (count is null && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                count = number;
            else if (percent is null && TryParsePercent(part, out var share))
                percent = share;
            else
                return false;
        }

        result = new CountOrShare(count, percent);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Join('|', Parts());

    private IEnumerable<string> Parts()
    {
        if (Count is { } count)
            yield return count.ToString(CultureInfo.InvariantCulture);
        if (Percent is { } percent)
            yield return percent.ToString("0.###", CultureInfo.InvariantCulture) + "%";
    }

    private static bool TryParsePercent(string text, out double percent)
    {
        percent = 0;
        if (!text.EndsWith('%'))
            return false;
        var number = text.AsSpan(0, text.Length - 1).TrimEnd();
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percent) && percent <= 100;
    }
}
