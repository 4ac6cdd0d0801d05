using System.Globalization;
using LdapVendorSync.Core.Sources.Directories.Accounts;

namespace LdapVendorSync.Core.Tests.Sources;

public sealed class DirectoryTimeTests
{
    // The first three are the examples of RFC 4517 section 3.3.13.
    [Theory]
    [InlineData("199412161032Z", "1994-12-16T10:32:00Z")]
    [InlineData("199412160532-0500", "1994-12-16T10:32:00Z")]
    [InlineData("1994121610.5Z", "1994-12-16T10:30:00Z")]
    [InlineData("19941216103201Z", "1994-12-16T10:32:01Z")]
    [InlineData("20240229235960Z", "2024-02-29T23:59:59Z")]
    [InlineData("20240501120000.25Z", "2024-05-01T12:00:00.25Z")]
    [InlineData("20240501120000,5+02", "2024-05-01T10:00:00.5Z")]
    [InlineData("19941216103201", null)]
    [InlineData("19940230000000Z", null)]
    [InlineData("19941216240000Z", null)]
    [InlineData("000001010000Z", null)]
    [InlineData("00010101000000+0500", null)]
    [InlineData("٢٠٢٤٠٥٠١١٢٠٠٠٠Z", null)]
    [InlineData("", null)]
    public void Generalized_time_is_read_as_the_rfc_says(string text, string? expected) =>
        DirectoryTime.ParseGeneralized(text).ShouldBe(
            expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    [Fact]
    public void Filetime_counts_from_1601() =>
        DirectoryTime.ParseFileTime("132539328000000000").ShouldBe(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
