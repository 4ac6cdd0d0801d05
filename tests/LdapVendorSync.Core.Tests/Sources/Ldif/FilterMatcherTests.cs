using System.Text;
using LdapVendorSync.Core.Sources.Directories;
using LdapVendorSync.Core.Sources.Ldif;
using LdapVendorSync.Ldap;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Names;

namespace LdapVendorSync.Core.Tests.Sources.Ldif;

public sealed class FilterMatcherTests
{
    private static readonly DirectoryEntry Entry = Make(
        "cn=Jo  *Star*,ou=people,dc=x",
        ("objectClass", ["inetOrgPerson"]),
        ("cn", ["Jo  *Star*"]),
        ("cn;lang-fr", ["Étoile"]),
        ("uidNumber", ["1000"]),
        ("userAccountControl", ["514"]),
        ("modifyTimestamp", ["20240501000000Z"]),
        ("manager", ["CN=Boss, OU=People, DC=X"]),
        ("description", ["The quick  brown fox"]));

    [Theory]
    [InlineData("(objectClass=*)", true)]
    [InlineData("(objectClass=inetorgperson)", true)]
    [InlineData("(objectClass=person)", true)]
    [InlineData("(objectClass=top)", true)]
    [InlineData("(objectClass=group)", false)]
    [InlineData("(cn=jo \\2astar\\2a)", true)]
    [InlineData("(cn=e\u0301toile)", true)]
    [InlineData("(cn;lang-fr=ÉTOILE)", true)]
    [InlineData("(cn;lang-de=*)", false)]
    [InlineData("(missing=*)", false)]
    [InlineData("(!(missing=x))", true)]
    [InlineData("(&)", true)]
    [InlineData("(|)", false)]
    [InlineData("(&(cn=*)(uidNumber=1000))", true)]
    [InlineData("(|(cn=nobody)(uidNumber=1))", false)]
    [InlineData("(uidNumber>=999)", true)]
    [InlineData("(uidNumber<=999)", false)]
    [InlineData("(uidNumber>=01000)", true)]
    [InlineData("(modifyTimestamp>=20240101000000Z)", true)]
    [InlineData("(modifyTimestamp<=20240101000000Z)", false)]
    [InlineData("(manager=cn=boss,ou=people,dc=x)", true)]
    [InlineData("(manager=cn=other,ou=people,dc=x)", false)]
    [InlineData("(distinguishedName=CN=Jo \\2aStar\\2a,OU=people,DC=x)", true)]
    [InlineData("(entryDN=cn=other,dc=x)", false)]
    [InlineData("(description=the*brown*)", true)]
    [InlineData("(description=*quick*fox)", true)]
    [InlineData("(description=*fox*quick*)", false)]
    [InlineData("(description=the quick brown fox*fox)", false)]
    [InlineData("(description~=THE QUICK BROWN FOX)", true)]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.803:=2)", true)]
    [InlineData("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", false)]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.803:=3)", false)]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.804:=3)", true)]
    [InlineData("(description:caseExactMatch:=the quick  brown fox)", false)]
    [InlineData("(description:caseExactMatch:=The quick  brown fox)", true)]
    [InlineData("(description:caseIgnoreMatch:=the quick brown FOX)", true)]
    [InlineData("(description:=the quick brown FOX)", true)]
    public void Matcher_answers_as_a_server_would(string filter, bool expected) =>
        new FilterMatcher(LdapFilter.Parse(filter)).Matches(Entry).ShouldBe(expected);

    [Theory]
    [InlineData("(memberOf:1.2.840.113556.1.4.1941:=cn=a,dc=x)")]
    [InlineData("(!(&(cn=*)(:caseExactMatch:=x)))")]
    [InlineData("(ou:dn:=people)")]
    public void Matcher_refuses_what_needs_a_server(string filter) =>
        Should.Throw<NotSupportedException>(() => new FilterMatcher(LdapFilter.Parse(filter)));

    [Fact]
    public void Matcher_compares_binary_values_byte_by_byte()
    {
        var entry = new DirectoryEntry(
            DistinguishedName.Parse("cn=a,dc=x"),
            [new DirectoryValues(AttributeDescription.Parse("objectGUID"), [new byte[] { 0xFF, 0x00, 0x61 }])]);

        new FilterMatcher(LdapFilter.Parse("(objectGUID=\\ff\\00a)")).Matches(entry).ShouldBeTrue();
        new FilterMatcher(LdapFilter.Parse("(objectGUID=\\ff\\00A)")).Matches(entry).ShouldBeFalse();
    }

    private static DirectoryEntry Make(string dn, params (string Name, string[] Values)[] attributes) =>
        new(DistinguishedName.Parse(dn), [.. attributes.Select(attribute => Make(attribute.Name, attribute.Values))]);

    private static DirectoryValues Make(string name, string[] values) =>
        new(AttributeDescription.Parse(name), [.. values.Select(value => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(value)))]);
}
