using LdapVendorSync.Core.Configuration;

namespace LdapVendorSync.Core.Tests.Configuration;

/// <summary>How moments are understood that people write.</summary>
public sealed class MomentsTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(3), "test", "test");

    [Theory]
    [InlineData("2026-11-20", "2026-11-19T21:00:00Z")]
    [InlineData("2026-11-20T14:00", "2026-11-20T11:00:00Z")]
    [InlineData(" 2026-11-20 14:00:05 ", "2026-11-20T11:00:05Z")]
    [InlineData("2026-11-20T14:00Z", "2026-11-20T14:00:00Z")]
    [InlineData("2026-11-20T14:00:00.5-02:00", "2026-11-20T16:00:00.5Z")]
    public void Moment_without_offset_is_in_the_zone(string text, string utc)
    {
        Moments.TryParse(text, Zone, out var time).ShouldBeTrue();
        time.ShouldBe(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("20.11.2026")]
    [InlineData("11/12/2026")]
    [InlineData("2026-13-01")]
    public void Anything_else_is_refused(string? text) => Moments.TryParse(text, Zone, out _).ShouldBeFalse();
}
