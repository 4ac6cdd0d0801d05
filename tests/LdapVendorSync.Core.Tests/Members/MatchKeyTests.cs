using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class MatchKeyTests
{
    private const string EAcute = "\u00e9";
    private const string EAndAcute = "e\u0301";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n")]
    [InlineData("\u00a0\u3000")] // no-break space, ideographic space
    public void Blank_value_is_no_key(string? value) => MatchKey.Create("userName", value).ShouldBeNull();

    [Theory]
    [InlineData("jdoe", "JDoe")]
    [InlineData("jdoe", "  jdoe\t")]
    [InlineData("jdoe", "\u00a0jdoe\u3000")]
    [InlineData("ren" + EAcute, "ren" + EAndAcute)]
    [InlineData("ren" + EAcute, "REN\u00c9")]
    [InlineData("ren" + EAcute, "REN" + "E\u0301")]
    [InlineData("\u03bf\u03b4\u03cc\u03c2", "\u039f\u0394\u038c\u03a3")] // Greek: a final and a capital sigma
    [InlineData("\u03c3", "\u03c2")]
    [InlineData("\u212a", "k")] // the Kelvin sign is a K in NFC
    [InlineData("\u00df", "\u1e9e")] // small and capital sharp s
    [InlineData("\u017f", "s")] // a long s has the capital of a short one
    [InlineData("\u0434\u0438\u043c\u0430", "\u0414\u0418\u041c\u0410")] // Cyrillic
    [InlineData("\U00010428", "\U00010400")] // Deseret, a script outside the basic plane that has case
    public void Spellings_of_one_value_are_one_key(string one, string other)
    {
        var (first, second) = (Key(one), Key(other));
        first.ShouldBe(second);
        first.GetHashCode().ShouldBe(second.GetHashCode());
    }

    [Theory]
    [InlineData("jdoe", "jdoe2")]
    [InlineData("stra\u00dfe", "strasse")]
    [InlineData("stra\u00dfe", "STRASSE")]
    [InlineData("\u0131", "i")] // Turkish i without a dot
    [InlineData("\u0130", "i")] // Turkish capital I with a dot
    [InlineData("jos" + EAcute, "jose")]
    [InlineData("a\u200bb", "ab")] // zero width space
    [InlineData("\u0430", "a")] // Cyrillic a
    [InlineData("\uff41", "a")] // full width a
    public void Values_that_only_look_alike_are_different_keys(string one, string other) => Key(one).ShouldNotBe(Key(other));

    [Fact]
    public void Key_does_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Key("TITLE").ShouldBe(Key("title"));
            Key("TITLE").GetHashCode().ShouldBe(Key("title").GetHashCode());
            Key("t\u0131tle").ShouldNotBe(Key("TITLE"));
            MatchKey.Create("USERNAME", "ID").ShouldBe(MatchKey.Create("username", "id"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Key_keeps_the_spelling_for_look_ups()
    {
        var key = Key("  Ren" + EAndAcute + " ");
        key.Attribute.ShouldBe("userName");
        key.Value.ShouldBe("Ren" + EAndAcute);
        key.Normalized.ShouldBe("ren" + EAcute);
        key.ToString().ShouldBe("userName=Ren" + EAndAcute);
    }

    [Theory]
    [InlineData("mail", "email")]
    [InlineData("MAIL", "email")]
    [InlineData("username", "userName")]
    [InlineData("employeeNumber", "EMPLOYEENUMBER")]
    public void Names_of_one_attribute_are_one_key(string one, string other) =>
        MatchKey.Create(one, "7").ShouldBe(MatchKey.Create(other, "7"));

    [Fact]
    public void Same_value_of_different_attributes_is_not_one_key() =>
        MatchKey.Create("userName", "a@x").ShouldNotBe(MatchKey.Create("email", "a@x"));

    [Fact]
    public void Default_key_is_nobody() => default(MatchKey).ShouldNotBe(Key("a"));

    [Fact]
    public void Key_of_a_member_is_that_of_the_attribute()
    {
        var member = new GroupMember { Id = "1", UserName = "jdoe", Email = " " }.WithValue("employeeNumber", "0042");
        MatchKey.Of(member, "userName").ShouldBe(Key("jdoe"));
        MatchKey.Of(member, "email").ShouldBeNull();
        MatchKey.Of(member, "lastName").ShouldBeNull();
        MatchKey.Of(member, "employeenumber").ShouldBe(MatchKey.Create("employeeNumber", "0042"));
        MatchKey.Of(member, "employeeNumber").ShouldNotBe(MatchKey.Create("employeeNumber", "42"));
    }

    [Fact]
    public void Text_that_is_not_well_formed_is_compared_as_it_stands()
    {
        // A lone surrogate has no normal form, and an attribute of a test cannot hold one.
        const string high = "a\ud83d", low = "a\ude00";
        Key(high).ShouldBe(Key("A\ud83d "));
        string[] different = [high, low, "a", "a\ufffd", "a\ud83d\ude00", EAcute + "\ud83d", EAndAcute + "\ud83d"];
        different.Select(Key).Distinct().Count().ShouldBe(different.Length);
    }

    [Fact]
    public void Any_text_has_one_key_in_every_spelling()
    {
        var pieces = Gen.Elements(
            "a", "B", "1", " ", ".", EAcute, EAndAcute, "\u0301", "\u1e69", "\u03c3", "\u03c2", "\u00df", "\u1e9e",
            "\u0131", "\u0130", "\uac01", "\U00010428");
        var texts = Arb.From(pieces.ArrayOf().Select(string.Concat).Where(text => !string.IsNullOrWhiteSpace(text)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(texts, text =>
        {
            var key = Key(text);
            string[] spellings =
            [
                $" {text}\t", key.Normalized, text.Normalize(NormalizationForm.FormD), text.Normalize(NormalizationForm.FormC),
                text.ToUpperInvariant(), text.ToLowerInvariant(),
            ];
            spellings.Select(Key).ShouldAllBe(other => other == key && other.GetHashCode() == key.GetHashCode());
        }));
    }

    private static MatchKey Key(string value) => MatchKey.Create("userName", value)!.Value;
}
