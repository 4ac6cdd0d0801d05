using System.Globalization;
using System.Text;
using LdapVendorSync.Core.Members;

namespace LdapVendorSync.Core.Tests.Members;

public sealed class ComparableTextTests
{
    [SkippableFact]
    public void Every_character_that_normalisation_touches_is_known_to_have_another_spelling()
    {
        Skip.IfNot(ComparableText.CanNormalize, "this process has no Unicode data (invariant globalization), so there is nothing to compare with");
        var missed = AllRunes()
            .Where(rune => Changes(rune.ToString()) || Changes(rune.ToString().Normalize(NormalizationForm.FormD)))
            .Where(rune => !ComparableText.MayHaveAnotherSpelling(Changes(rune.ToString()) ? rune.ToString() : rune.ToString().Normalize(NormalizationForm.FormD)))
            .Select(rune => rune.Value.ToString("X4", CultureInfo.InvariantCulture))
            .ToList();
        missed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("jdoe")]
    [InlineData("José Zoë")]
    [InlineData("Łukasz")]
    [InlineData("王小明")]
    [InlineData("Αλέξης")]
    [InlineData("김민준")]
    [InlineData("Юрий")]
    public void Ordinary_names_are_recognised_without_unicode_data_too(string name) => ComparableText.MayHaveAnotherSpelling(name).ShouldBeFalse();

    [Theory]
    [InlineData("a\uD800b")]
    [InlineData("é\uFFFFb")]
    [InlineData("é\uFDD0b")]
    public void Text_without_a_normal_form_is_compared_as_it_stands(string text) => ComparableText.Of(text).ShouldBe(text);

    private static IEnumerable<Rune> AllRunes() =>
        Enumerable.Range(0, 0x30000).Where(value => Rune.IsValid(value) && !IsNoncharacter(value)).Select(value => new Rune(value));

    private static bool IsNoncharacter(int value) => value is >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE;

    private static bool Changes(string text) => !text.IsNormalized(NormalizationForm.FormC);
}
