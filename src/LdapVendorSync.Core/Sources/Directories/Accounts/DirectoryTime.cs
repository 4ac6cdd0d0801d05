using System.Globalization;
using System.Text.RegularExpressions;

namespace LdapVendorSync.Core.Sources.Directories.Accounts;

/// <summary>The ways in which directories write a moment.</summary>
internal static partial class DirectoryTime
{
    // The highest FILETIME that a date has: 31 December 9999.
    private static readonly long LastFileTime = DateTimeOffset.MaxValue.ToFileTime();

    private static readonly int LastDay = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Days;

    /// <summary>
    /// A FILETIME: steps of 100 ns since 1601, UTC (MS-DTYP section 2.3.3). 0, the highest number and whatever no calendar has mean never:
    /// <see langword="null"/>.
    /// </summary>
    public static DateTimeOffset? ParseFileTime(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) && time > 0 && time <= LastFileTime
            ? DateTimeOffset.FromFileTime(time).ToUniversalTime()
            : null;

    /// <summary>Days since 1970, UTC; 0 and less mean never: <see langword="null"/>.</summary>
    public static DateTimeOffset? ParseDays(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days) && days > 0 && days <= LastDay
            ? DateTimeOffset.UnixEpoch.AddDays(days)
            : null;

    /// <summary>A GeneralizedTime (RFC 4517 section 3.3.13), or <see langword="null"/> where the text is none.</summary>
    public static DateTimeOffset? ParseGeneralized(string text)
    {
        var match = GeneralizedTime().Match(text.Trim());
        if (!match.Success)
            return null;

        // A leap second is the end of the second before it.
        var second = Math.Min(Number(match, "second"), 59);
        var digits = $"{match.Groups["date"].Value}{Number(match, "minute"):00}{second:00}";
        if (!DateTimeOffset.TryParseExact(
                digits, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return null;
        try
        {
            return time + Fraction(match) - Offset(match);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static TimeSpan Fraction(Match match)
    {
        if (!match.Groups["fraction"].Success)
            return TimeSpan.Zero;
        var unit = match.Groups["second"].Success ? TimeSpan.FromSeconds(1)
            : match.Groups["minute"].Success ? TimeSpan.FromMinutes(1)
            : TimeSpan.FromHours(1);
        return unit * double.Parse($"0.{match.Groups["fraction"].Value}", CultureInfo.InvariantCulture);
    }

    private static TimeSpan Offset(Match match)
    {
        var offset = new TimeSpan(Number(match, "hours"), Number(match, "minutes"), 0);
        return match.Groups["sign"].Value == "-" ? -offset : offset;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?<date>[0-9]{10})((?<minute>[0-5][0-9])(?<second>[0-5][0-9]|60)?)?([.,](?<fraction>[0-9]{1,20}))?"
            + @"(Z|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3])(?<minutes>[0-5][0-9])?)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex GeneralizedTime();
}
