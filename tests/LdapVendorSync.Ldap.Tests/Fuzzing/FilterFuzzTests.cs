using System.Formats.Asn1;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Fixtures.Fuzzing;
using LdapVendorSync.Ldap.Filters;
using Xunit.Abstractions;

namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>No value leaves its place in a filter, and no text hangs or breaks the parser.</summary>
public sealed class FilterFuzzTests(ITestOutputHelper output)
{
    private const int LongestValue = 16;

    [Fact]
    public Task Value_put_into_a_filter_comes_back_exactly()
    {
        var fuzz = new FuzzRun("values within filters", 15_000, output.WriteLine);
        var values = Values(fuzz, fuzz.Cases);
        return fuzz.RunAsync((random, number) =>
        {
            var value = values[number];
            var filter = LdapFilter.And(
                LdapFilter.Equality("objectClass", "person"),
                LdapFilter.Or(LdapFilter.Equality("cn", value), LdapFilter.Not(LdapFilter.Equality("uid", Bytes(random)))));
            var text = filter.ToString();
            var again = LdapFilter.Parse(text);

            again.ShouldBe(filter, text);
            Encode(again).ShouldBe(Encode(filter), text);
            Find(again, "cn").Value.ToArray().ShouldBe(Encoding.UTF8.GetBytes(value), text);
            text.Count(character => character == '(').ShouldBe(6, text);
            text.Count(character => character == ')').ShouldBe(6, text);
            text.ShouldNotContain("*");
            return Task.FromResult("kept");
        });
    }

    [Fact]
    public Task Damaged_filters_are_read_or_refused()
    {
        var fuzz = new FuzzRun("damaged filters", 20_000, output.WriteLine);
        var values = Values(fuzz, 1000);
        return fuzz.RunAsync(random =>
        {
            var value = values[random.Next(values.Count)];
            var text = FuzzedText.Damage(
                random, $"(&{LdapFilter.Equality("cn", value)}(|(a=*)(b>={FilterEscape(value)})(c:dn:1.2.3:=x)(d=a*b*c))(!(e~=f)))");
            try
            {
                var filter = LdapFilter.Parse(text);
                var again = LdapFilter.Parse(filter.ToString());
                again.ShouldBe(filter, text);
                Encode(again).ShouldBe(Encode(filter), text);
                return "read";
            }
            catch (LdapFilterFormatException error)
            {
                error.Position.ShouldBeInRange(0, text.Length, text);
                return "refused";
            }
        });
    }

    private static List<string> Values(FuzzRun fuzz, int count) =>
        [.. NastyText.Any.Sample(count, new Rnd((ulong)fuzz.Seed), LongestValue)];

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }

    // Every octet escaped, which is a form of its own
    private static string FilterEscape(string value) => string.Concat(Encoding.UTF8.GetBytes(value).Select(octet => $"\\{octet:x2}"));

    private static ComparisonFilter Find(LdapFilter filter, string attribute)
    {
        var or = ((AndFilter)filter).Filters.OfType<OrFilter>().Single();
        return or.Filters.OfType<ComparisonFilter>().Single(comparison => comparison.Attribute == attribute);
    }

    private static byte[] Encode(LdapFilter filter)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        filter.WriteTo(writer);
        return writer.Encode();
    }
}
