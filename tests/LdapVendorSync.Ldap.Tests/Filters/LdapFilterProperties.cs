using FsCheck;
using FsCheck.Fluent;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Ldap.Tests.Filters;

public sealed class LdapFilterProperties
{
    private static readonly Config ManyRuns = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    private static readonly Gen<string> Attribute = Gen.Elements("cn", "memberOf", "1.2.840.113556.1.4.8", "cn;lang-de", "x-y.z_1");

    /// <summary>Pieces of which mostly malformed texts are made.</summary>
    private static readonly Gen<string> Fragment = Gen.Elements(
        "(", ")", "&", "|", "!", "=", "*", "\\2a", "\\", "cn", ":", ":=", ">=", "dn", " ", "ä", "\0");

    [Fact]
    public void Any_value_survives_being_written_and_read() =>
        Prop.ForAll(NastyText.Any.ToArbitrary(), value =>
        {
            var read = (ComparisonFilter)LdapFilter.Parse(LdapFilter.Equality("cn", value).ToString());
            return System.Text.Encoding.UTF8.GetString(read.Value.Span) == value;
        }).Check(ManyRuns);

    [Fact]
    public void Any_bytes_survive_being_written_and_read() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var read = (ComparisonFilter)LdapFilter.Parse(LdapFilter.Equality("objectGUID", bytes).ToString());
            return read.Value.Span.SequenceEqual(bytes);
        }).Check(ManyRuns);

    [Fact]
    public void Any_filter_survives_being_written_and_read() =>
        Prop.ForAll(Filter(4).ToArbitrary(), filter =>
        {
            var read = LdapFilter.Parse(filter.ToString());
            return read.Equals(filter) && read.GetHashCode() == filter.GetHashCode() && Encode(read).SequenceEqual(Encode(filter));
        }).Check(ManyRuns);

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place_in_it() =>
        Prop.ForAll(Fragment.ListOf().ToArbitrary(), parts =>
        {
            var text = string.Concat(parts);
            try
            {
                LdapFilter.Parse(text);
                return true;
            }
            catch (LdapFilterFormatException e)
            {
                return e.Position >= 0 && e.Position <= text.Length;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    private static Gen<LdapFilter> Filter(int depth)
    {
        var part = NastyText.Any.Where(text => text.Length > 0);
        var item = Gen.OneOf(
            Attribute.Zip(NastyText.Any).Select(pair => LdapFilter.Equality(pair.Item1, pair.Item2)),
            Attribute.Zip(NastyText.Any).Select(pair => LdapFilter.GreaterOrEqual(pair.Item1, pair.Item2)),
            Attribute.Zip(NastyText.Any).Select(pair => LdapFilter.LessOrEqual(pair.Item1, pair.Item2)),
            Attribute.Zip(NastyText.Any).Select(pair => LdapFilter.Approx(pair.Item1, pair.Item2)),
            Attribute.Select(LdapFilter.Present),
            Attribute.Zip(NastyText.Any).Select(pair => LdapFilter.Extensible(pair.Item1, "1.2.3", pair.Item2, dnAttributes: true)),
            Attribute.Zip(NastyText.Any).Select(pair => LdapFilter.Extensible(null, "caseExactMatch", pair.Item2)),
            from attribute in Attribute
            from initial in part.OrNull()
            from any in part.ListOf()
            from final in part.OrNull()
            where initial is not null || final is not null || any.Count > 0
            select LdapFilter.Substrings(attribute, initial, any, final));
        if (depth == 0) return item;

        var inner = Filter(depth - 1);
        return Gen.OneOf(
            item,
            inner.ListOf().Select(filters => LdapFilter.And(filters.Take(4))),
            inner.ListOf().Select(filters => LdapFilter.Or(filters.Take(4))),
            inner.Select(LdapFilter.Not));
    }

    private static byte[] Encode(LdapFilter filter)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.BER);
        filter.WriteTo(writer);
        return writer.Encode();
    }
}
