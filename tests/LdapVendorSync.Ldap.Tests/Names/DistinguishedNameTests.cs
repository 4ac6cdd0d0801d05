using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Ldap.Tests.Names;

public sealed class DistinguishedNameTests
{
    [Theory]
    [InlineData("UID=jsmith,DC=example,DC=net", "UID", "jsmith")]
    [InlineData("CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net", "CN", "James \"Jim\" Smith, III")]
    [InlineData("CN=Before\\0dAfter,DC=example,DC=net", "CN", "Before\rAfter")]
    [InlineData("1.3.6.1.4.1.1466.0=#04024869", "1.3.6.1.4.1.1466.0", "Hi")]
    [InlineData("CN=Lu\\C4\\8Di\\C4\\87", "CN", "Lučić")]
    [InlineData("CN=\\ leading and trailing\\ ,DC=x", "CN", " leading and trailing ")]
    [InlineData("CN=\\#1,DC=x", "CN", "#1")]
    [InlineData("CN=a\\3Db=c,DC=x", "CN", "a=b=c")]
    [InlineData("CN=,DC=x", "CN", "")]
    [InlineData("CN=#ff00,DC=x", "CN", "#ff00")]
    [InlineData("CN=X\\0ADEL:6f,DC=x", "CN", "X\nDEL:6f")]
    public void Examples_of_rfc_4514_and_others_are_read(string text, string type, string value)
    {
        var name = DistinguishedName.Parse(text);

        name.Rdns[0].Type.ShouldBe(type);
        name.Rdns[0].Value.ShouldBe(value);
        name.ToString().ShouldBe(text);
        DistinguishedName.Parse(name.Normalized).ShouldBe(name);
        DistinguishedName.FromRdns(name.Rdns).ShouldBe(name);
    }

    [Fact]
    public void Multi_valued_rdn_of_rfc_4514_is_read()
    {
        var rdn = DistinguishedName.Parse("OU=Sales+CN=J.  Smith,DC=example,DC=net").Rdns[0];

        rdn.Assertions.Select(assertion => $"{assertion.Type}:{assertion.Value}").ShouldBe(["OU:Sales", "CN:J.  Smith"]);
        rdn.ToString().ShouldBe("OU=Sales+CN=J.  Smith");
    }

    [Theory]
    [InlineData("cn=Jo,dc=x", "CN=JO,DC=X")]
    [InlineData("cn=a\\,b,dc=x", "cn=a\\2Cb,dc=x")]
    [InlineData("cn=a\\+b", "cn=a\\2bb")]
    [InlineData("cn=a, dc=x", "cn=a,dc=x")]
    [InlineData("cn = a , dc = x", "cn=a,dc=x")]
    [InlineData("cn=a  b", "cn= a b ")]
    [InlineData("cn=a\\ ", "cn=a")]
    [InlineData("cn=a+uid=1,dc=x", "UID=1+CN=A,dc=x")]
    [InlineData("cn=#04024869", "cn=Hi")]
    [InlineData("cn=#0C024869", "cn=hi")]
    [InlineData("cn=#1302FF00", "CN=#1302ff00")]
    [InlineData("2.5.4.3=a", "commonName=a")]
    [InlineData("0.9.2342.19200300.100.1.25=x", "dc=x")]
    [InlineData("userid=a", "uid=a")]
    [InlineData("cn=é", "cn=e\u0301")]
    [InlineData("cn=É", "cn=é")]
    [InlineData("cn=ΣΊΣΥΦΟΣ", "cn=σίσυφος")]
    [InlineData("cn=ﬁ", "cn=fi")]
    [InlineData("cn=a\u00a0b", "cn=a b")]
    [InlineData("cn=\\C3\\A9", "cn=é")]
    [InlineData("", "   ")]
    public void Names_that_a_directory_takes_for_one_are_equal(string left, string right)
    {
        var (first, second) = (DistinguishedName.Parse(left), DistinguishedName.Parse(right));

        first.ShouldBe(second);
        first.GetHashCode().ShouldBe(second.GetHashCode());
    }

    [Theory]
    [InlineData("cn=a,dc=x", "cn=a\\,dc=x")]
    [InlineData("cn=a,cn=b", "cn=a+cn=b")]
    [InlineData("cn=ab", "cn=a b")]
    [InlineData("cn=a,dc=x", "dc=x,cn=a")]
    [InlineData("cn=a", "uid=a")]
    [InlineData("cn=\\#04024869", "cn=#04024869")]
    [InlineData("cn=a\\+uid\\=1", "cn=a+uid=1")]
    [InlineData("cn=e", "cn=é")]
    [InlineData("", "cn=a")]
    public void Names_of_different_entries_are_not_equal(string left, string right) =>
        DistinguishedName.Parse(left).ShouldNotBe(DistinguishedName.Parse(right));

    [Theory]
    [InlineData("a", 1, "an attribute type and = are expected")]
    [InlineData("cn=a,", 5, "an attribute type and = are expected")]
    [InlineData(",cn=a", 0, "an attribute type and = are expected")]
    [InlineData("cn=a,,dc=x", 5, "an attribute type and = are expected")]
    [InlineData("cn=a+", 5, "an attribute type and = are expected")]
    [InlineData("c(n=a", 0, "is not an attribute type")]
    [InlineData("=a", 0, "is not an attribute type")]
    [InlineData("cn=a;dc=x", 4, "must be escaped")]
    [InlineData("cn=\"a\"", 3, "must be escaped")]
    [InlineData("cn=a<b", 4, "must be escaped")]
    [InlineData("cn=a\0", 4, "must be escaped")]
    [InlineData("cn=a\\", 4, "a backslash must be followed")]
    [InlineData("cn=a\\xy", 4, "a backslash must be followed")]
    [InlineData("cn=a\\ff", 4, "not UTF-8")]
    [InlineData("cn=#", 4, "pairs of hexadecimal digits")]
    [InlineData("cn=#abc", 6, "pairs of hexadecimal digits")]
    [InlineData("cn=#ab xy", 7, "pairs of hexadecimal digits")]
    public void Malformed_text_is_refused_with_its_place(string text, int position, string problem)
    {
        var refused = Should.Throw<DistinguishedNameFormatException>(() => DistinguishedName.Parse(text));

        refused.Position.ShouldBe(position);
        refused.Problem.ShouldContain(problem);
        DistinguishedName.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Should.Throw<DistinguishedNameFormatException>(() => DistinguishedName.Parse("cn=\ud800,dc=x")).Position.ShouldBe(3);

    [Theory]
    [InlineData("cn=a,ou=b,dc=x", "ou=B,dc=X", true)]
    [InlineData("cn=a,ou=b,dc=x", "dc=x", true)]
    [InlineData("cn=a,ou=b,dc=x", "", true)]
    [InlineData("cn=a,ou=b,dc=x", "cn=a,ou=b,dc=x", false)]
    [InlineData("dc=x", "cn=a,dc=x", false)]
    [InlineData("cn=a,ou=bdc=x", "dc=x", false)]
    [InlineData("cn=a\\,dc=x", "dc=x", false)]
    [InlineData("cn=a\\\\,dc=x", "dc=x", true)]
    [InlineData("cn=a\\\\\\,dc=x", "dc=x", false)]
    [InlineData("", "", false)]
    public void Descent_is_told_by_whole_parts(string name, string ancestor, bool expected) =>
        DistinguishedName.Parse(name).IsDescendantOf(DistinguishedName.Parse(ancestor)).ShouldBe(expected);

    [Fact]
    public void Parent_and_child_are_each_others_inverse()
    {
        var groups = DistinguishedName.Parse("OU=Groups,DC=example,DC=com");

        var child = groups.Child("cn", " Ops, Night + \"Day\" #1; <x>\\ ");

        child.ToString().ShouldBe("cn=\\ Ops\\, Night \\+ \\\"Day\\\" #1\\; \\<x\\>\\\\\\ ,OU=Groups,DC=example,DC=com");
        child.Parent.ShouldBe(groups);
        child.IsDescendantOf(groups).ShouldBeTrue();
        DistinguishedName.Root.Parent.ShouldBeNull();
        DistinguishedName.Parse("dc=x").Parent.ShouldBe(DistinguishedName.Root);
    }

    [Fact]
    public void Builder_refuses_what_cannot_be_a_name()
    {
        Should.Throw<ArgumentException>(() => RelativeDistinguishedName.Create("c n", "x"));
        Should.Throw<ArgumentException>(() => RelativeDistinguishedName.Create("cn=a,dc", "x"));
        Should.Throw<ArgumentException>(() => RelativeDistinguishedName.Create("cn", "\ud800"));
        Should.Throw<ArgumentException>(() => RelativeDistinguishedName.Create());
    }
}
