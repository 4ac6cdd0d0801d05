using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Fixtures.Fuzzing;
using LdapVendorSync.Ldap.Names;
using Xunit.Abstractions;

namespace LdapVendorSync.Ldap.Tests.Fuzzing;

/// <summary>Distinguished names in any spelling are one name, and no value turns into another name.</summary>
public sealed class NameFuzzTests(ITestOutputHelper output)
{
    private const int LongestValue = 12;

    private static readonly string[][] Types =
        [["cn", "CN", "commonName", "2.5.4.3"], ["ou", "OU", "2.5.4.11"], ["uid", "UserId"], ["dc", "domainComponent"]];

    [Fact]
    public Task Names_written_in_any_spelling_are_the_same_name()
    {
        var fuzz = new FuzzRun("spellings of names", 12_000, output.WriteLine);
        var values = Values(fuzz, fuzz.Cases * 3);
        return fuzz.RunAsync((random, number) =>
        {
            var parts = Enumerable.Range(number * 3, random.Next(1, 4))
                .Select(value => (Type: random.Next(Types.Length), Value: values[value]))
                .ToList();
            var plain = DistinguishedName.FromRdns(parts.Select(part => RelativeDistinguishedName.Create(Types[part.Type][0], part.Value)));
            var spelt = DistinguishedName.Parse(string.Join(',', parts.Select(part => Spell(random, Types[part.Type], part.Value))));

            spelt.ShouldBe(plain);
            spelt.GetHashCode().ShouldBe(plain.GetHashCode());
            spelt.Rdns.Select(rdn => rdn.Value).ShouldBe(parts.Select(part => part.Value));
            DistinguishedName.Parse(string.Join(',', spelt.Rdns)).Rdns.Select(rdn => rdn.Value).ShouldBe(parts.Select(part => part.Value));
            return Task.FromResult("same");
        });
    }

    [Fact]
    public Task Value_stays_within_its_part_of_the_name()
    {
        var fuzz = new FuzzRun("values within names", 12_000, output.WriteLine);
        var values = Values(fuzz, fuzz.Cases);
        return fuzz.RunAsync((_, number) =>
        {
            var parent = DistinguishedName.Parse("ou=people,dc=example,dc=test");
            var child = parent.Child("cn", values[number]);
            var again = DistinguishedName.Parse(child.ToString());

            again.Rdns.Count.ShouldBe(4);
            again.Rdns[0].Assertions.Length.ShouldBe(1);
            again.Rdns[0].Value.ShouldBe(values[number]);
            again.Parent.ShouldBe(parent);
            again.IsDescendantOf(parent).ShouldBeTrue();
            DistinguishedName.Parse(again.Normalized).ShouldBe(child);
            return Task.FromResult("kept");
        });
    }

    [Fact]
    public Task Damaged_names_are_read_or_refused()
    {
        var fuzz = new FuzzRun("damaged names", 15_000, output.WriteLine);
        var values = Values(fuzz, 1000);
        return fuzz.RunAsync(random =>
        {
            var parts = Enumerable.Range(0, 2).Select(part => Spell(random, Types[part], values[random.Next(values.Count)]));
            var text = FuzzedText.Damage(random, $"{string.Join(',', parts)}+uid=a,dc=test");
            if (!DistinguishedName.TryParse(text, out var name)) return "refused";
            var again = DistinguishedName.Parse(string.Join(',', name.Rdns));
            again.ShouldBe(name, text);
            DistinguishedName.Parse(name.Normalized).Normalized.ShouldBe(name.Normalized, text);
            return "read";
        });
    }

    private static List<string> Values(FuzzRun fuzz, int count) =>
        [.. NastyText.Any.Sample(count, new Rnd((ulong)fuzz.Seed), LongestValue)];

    private static string Spell(Random random, string[] types, string value)
    {
        var text = new StringBuilder(types[random.Next(types.Length)]).Append(' ', random.Next(2)).Append('=').Append(' ', random.Next(2));
        foreach (var rune in value.EnumerateRunes())
        {
            var mustEscape = rune.Value is '\\' or ',' or '+' or '"' or '<' or '>' or ';' or '#' or '=' or ' ' or 0;
            if (mustEscape || random.Next(4) == 0) AppendHexadecimal(text, rune, random.Next(2) == 0);
            else text.Append(rune);
        }

        return text.Append(' ', random.Next(2)).ToString();
    }

    private static void AppendHexadecimal(StringBuilder text, Rune rune, bool upperCase)
    {
        Span<byte> octets = stackalloc byte[4];
        foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
        {
            var digits = Convert.ToHexString([octet]);
            text.Append('\\').Append(upperCase ? digits : digits.ToLowerInvariant());
        }
    }
}
