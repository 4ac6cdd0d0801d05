using System.Text;
using LdapVendorSync.Ldap.Filters;

namespace LdapVendorSync.Ldap.Tests.Filters;

public sealed class LdapFilterTests
{
    [Theory]
    [InlineData("(cn=Babs Jensen)")]
    [InlineData("(!(cn=Tim Howes))")]
    [InlineData("(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))")]
    [InlineData("(o=univ*of*mich*)")]
    [InlineData("(seeAlso=)")]
    [InlineData("(cn:caseExactMatch:=Fred Flintstone)")]
    [InlineData("(cn:=Betty Rubble)")]
    [InlineData("(sn:dn:2.4.6.8.10:=Barney Rubble)")]
    [InlineData("(o:dn:=Ace Industry)")]
    [InlineData("(:1.2.3:=Wilma Flintstone)")]
    [InlineData("(:DN:2.4.6.8.10:=Dino)", "(:dn:2.4.6.8.10:=Dino)")]
    [InlineData("(o=Parens R Us \\28for all your parenthetical needs\\29)")]
    [InlineData("(cn=*\\2A*)", "(cn=*\\2a*)")]
    [InlineData("(filename=C:\\5cMyFile)")]
    [InlineData("(bin=\\00\\00\\00\\04)")]
    [InlineData("(sn=Lu\\c4\\8di\\c4\\87)", "(sn=Lučić)")]
    [InlineData("(1.3.6.1.4.1.1466.0=\\04\\02\\48\\69)", "(1.3.6.1.4.1.1466.0=\\04\\02Hi)")]
    public void Examples_of_rfc_4515_are_read_and_written(string text, string? written = null)
    {
        var filter = LdapFilter.Parse(text);

        filter.ToString().ShouldBe(written ?? text);
        LdapFilter.Parse(filter.ToString()).ShouldBe(filter);
    }

    [Theory]
    [InlineData("(memberOf:1.2.840.113556.1.4.1941:=cn=g,dc=x)")]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.803:=2)")]
    [InlineData("(cn;lang-de=Müller)")]
    [InlineData("(cn=a=b<c>d~e:f)")]
    [InlineData("(&)")]
    [InlineData("(|)")]
    [InlineData("( cn=a)", null)]
    [InlineData(" (& (a=1)\n   (! (b=2) )\t(c=3) ) ", "(&(a=1)(!(b=2))(c=3))")]
    [InlineData("(a= b )", "(a= b )")]
    public void Other_forms_are_read_as_expected(string text, string? written = "same")
    {
        if (written is null) LdapFilter.TryParse(text, out _).ShouldBeFalse();
        else LdapFilter.Parse(text).ToString().ShouldBe(written == "same" ? text : written);
    }

    [Theory]
    [InlineData("", 0, "a filter is missing")]
    [InlineData("cn=a", 0, "starts with '('")]
    [InlineData("(cn=a", 5, "closing parenthesis is missing")]
    [InlineData("(cn=a))", 6, "nothing may follow")]
    [InlineData("(cn=a)(cn=b)", 6, "nothing may follow")]
    [InlineData("()", 1, "needs a comparison")]
    [InlineData("(", 1, "ends after its opening")]
    [InlineData("(=a)", 1, "attribute name is missing")]
    [InlineData("(c n=a)", 1, "\"c n\" is not an attribute name")]
    [InlineData("(cn)", 3, "needs a comparison")]
    [InlineData("(cn>a)", 3, ">= is expected")]
    [InlineData("(cn~a)", 3, "~= is expected")]
    [InlineData("(cn=a(b)", 5, "written as \\28")]
    [InlineData("(cn>=a*)", 6, "written as \\2a")]
    [InlineData("(cn=a\\2)", 5, "two hexadecimal digits")]
    [InlineData("(cn=\\zz)", 4, "two hexadecimal digits")]
    [InlineData("(cn=a**b)", 6, "two asterisks")]
    [InlineData("(cn=a\0)", 5, "written as \\00")]
    [InlineData("(!)", 2, "starts with '('")]
    [InlineData("(&(cn=a)", 8, "closing parenthesis is missing")]
    [InlineData("(&cn=a)", 2, "closing parenthesis is expected")]
    [InlineData("(:=a)", 3, "needs a matching rule")]
    [InlineData("(cn:dn:x y:=a)", 7, "matching rule")]
    public void Malformed_text_is_refused_with_its_place(string text, int position, string problem)
    {
        var refused = Should.Throw<LdapFilterFormatException>(() => LdapFilter.Parse(text));

        refused.Position.ShouldBe(position);
        refused.Problem.ShouldContain(problem);
        refused.Message.ShouldContain($"at character {position + 1}");
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Should.Throw<LdapFilterFormatException>(() => LdapFilter.Parse("(cn=a\ud800)")).Position.ShouldBe(5);

    [Fact]
    public void Deep_nesting_is_refused_rather_than_overflowing_the_stack()
    {
        var depth = LdapFilterParser.MaxDepth;
        LdapFilter.Parse(Nested(depth - 1)).ToString().ShouldBe(Nested(depth - 1));

        Should.Throw<LdapFilterFormatException>(() => LdapFilter.Parse(Nested(100_000))).Problem.ShouldContain("nested");

        static string Nested(int depth) =>
            new StringBuilder().Insert(0, "(!", depth).Append("(a=b)").Append(')', depth).ToString();
    }

    [Fact]
    public void Factory_values_never_change_what_the_filter_means()
    {
        var filter = LdapFilter.And(LdapFilter.Equality("cn", "x)(uid=*"), LdapFilter.Contains("sn", "*"));

        filter.ToString().ShouldBe("(&(cn=x\\29\\28uid=\\2a)(sn=*\\2a*))");
    }

    [Theory]
    [InlineData("")]
    [InlineData("cn)(uid")]
    [InlineData("cn=*")]
    [InlineData("c n")]
    [InlineData(";lang-de")]
    public void Factory_refuses_what_is_no_attribute(string attribute)
    {
        Should.Throw<ArgumentException>(() => LdapFilter.Equality(attribute, "x"));
        Should.Throw<ArgumentException>(() => LdapFilter.Present(attribute));
        Should.Throw<ArgumentException>(() => LdapFilter.Extensible("cn", attribute, "x"));
    }

    [Fact]
    public void Factory_refuses_what_cannot_be_sent()
    {
        Should.Throw<ArgumentException>(() => LdapFilter.Equality("cn", "\ud800"));
        Should.Throw<ArgumentException>(() => LdapFilter.Substrings("cn", null, [], null));
        Should.Throw<ArgumentException>(() => LdapFilter.StartsWith("cn", string.Empty));
        Should.Throw<ArgumentException>(() => LdapFilter.Extensible(null, null, "x"));
        Should.Throw<ArgumentNullException>(() => LdapFilter.Not(null!));
    }

    [Fact]
    public void Bytes_are_shown_escaped() =>
        LdapFilter.Equality("objectGUID", new byte[] { 0x00, 0xFF, 0x41, 0xC3 }).ToString().ShouldBe("(objectGUID=\\00\\ffA\\c3)");
}
