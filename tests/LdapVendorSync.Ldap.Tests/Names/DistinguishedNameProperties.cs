using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Ldap.Tests.Names;

public sealed class DistinguishedNameProperties
{
    private static readonly Config ManyRuns = Config.QuickThrowOnFailure.WithMaxTest(5_000);

    private static readonly Gen<AttributeTypeAndValue> Assertion =
        Gen.Elements("cn", "OU", "uid", "2.5.4.3").Zip(NastyText.Any).Select(pair => new AttributeTypeAndValue(pair.Item1, pair.Item2));

    private static readonly Gen<DistinguishedName> Name =
        Assertion.NonEmptyListOf().Select(assertions => RelativeDistinguishedName.Create(assertions.Take(3)))
            .ListOf().Select(rdns => DistinguishedName.FromRdns(rdns.Take(4)));

    /// <summary>Pieces of which mostly malformed texts are made.</summary>
    private static readonly Gen<string> Fragment = Gen.Elements(
        "cn", "=", ",", "+", "\\", "\\2c", "#", "04", "a", " ", "\"", ";", "ä", "\0", "\ud800");

    [Fact]
    public void Any_value_survives_being_written_and_read() =>
        Prop.ForAll(NastyText.Any.ToArbitrary(), value =>
        {
            var name = DistinguishedName.Parse($"{RelativeDistinguishedName.Create("cn", value)},dc=x");
            return name.Rdns.Count == 2 && name.Rdns[0].Assertions.Length == 1 && name.Rdns[0].Value == value;
        }).Check(ManyRuns);

    [Fact]
    public void Value_with_every_byte_in_hexadecimal_is_the_same_name() =>
        Prop.ForAll(NastyText.Any.ToArbitrary(), value =>
        {
            var hex = string.Concat(System.Text.Encoding.UTF8.GetBytes(value).Select(octet => $"\\{octet:X2}"));
            return DistinguishedName.Parse($"cn={hex}").Equals(DistinguishedName.FromRdns(RelativeDistinguishedName.Create("CN", value)));
        }).Check(ManyRuns);

    [Fact]
    public void Normal_form_is_a_name_equal_to_its_own() =>
        Prop.ForAll(Name.ToArbitrary(), name =>
        {
            var again = DistinguishedName.Parse(name.Normalized);
            return again.Equals(name) && again.Normalized == name.Normalized && again.Rdns.Count == name.Rdns.Count;
        }).Check(ManyRuns);

    [Fact]
    public void Order_within_an_rdn_does_not_matter() =>
        Prop.ForAll(Assertion.NonEmptyListOf().ToArbitrary(), assertions =>
            DistinguishedName.FromRdns(RelativeDistinguishedName.Create(assertions))
                .Equals(DistinguishedName.FromRdns(RelativeDistinguishedName.Create(Enumerable.Reverse(assertions))))).Check(ManyRuns);

    [Fact]
    public void Name_lies_below_each_of_its_ancestors_and_below_no_other_name_of_its_length() =>
        Prop.ForAll(Name.Where(name => !name.IsRoot).ToArbitrary(), Name.ToArbitrary(), (name, other) =>
        {
            var ancestors = new List<DistinguishedName>();
            for (var parent = name.Parent; parent is not null; parent = parent.Parent) ancestors.Add(parent);
            return ancestors.Count == name.Rdns.Count
                && ancestors.All(name.IsDescendantOf)
                && name.IsDescendantOf(other) == ancestors.Contains(other);
        }).Check(ManyRuns);

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place_in_it() =>
        Prop.ForAll(Fragment.ListOf().ToArbitrary(), parts =>
        {
            var text = string.Concat(parts);
            try
            {
                return DistinguishedName.Parse(text).Rdns.Count >= 0;
            }
            catch (DistinguishedNameFormatException e)
            {
                return e.Position >= 0 && e.Position <= text.Length;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));
}
