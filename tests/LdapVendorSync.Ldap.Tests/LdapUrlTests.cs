namespace LdapVendorSync.Ldap.Tests;

public sealed class LdapUrlTests
{
    // RFC 4516 section 4
    [Theory]
    [InlineData("ldap:///o=University%20of%20Michigan,c=US", null, "o=University of Michigan,c=US", LdapSearchScope.Base, "(objectClass=*)")]
    [InlineData("ldap://ldap1.example.net/o=University%20of%20Michigan,c=US?postalAddress", "ldap1.example.net",
        "o=University of Michigan,c=US", LdapSearchScope.Base, "(objectClass=*)")]
    [InlineData("ldap://ldap1.example.net:6666/o=University%20of%20Michigan,c=US??sub?(cn=Babs%20Jensen)", "ldap1.example.net",
        "o=University of Michigan,c=US", LdapSearchScope.Subtree, "(cn=Babs Jensen)")]
    [InlineData("LDAP://ldap1.example.com/c=GB?objectClass?ONE", "ldap1.example.com", "c=GB", LdapSearchScope.OneLevel, "(objectClass=*)")]
    [InlineData("ldap://ldap2.example.com/o=Question%3f,c=US?mail", "ldap2.example.com", "o=Question?,c=US", LdapSearchScope.Base,
        "(objectClass=*)")]
    [InlineData("ldap://ldap3.example.com/o=Babsco,c=US???(four-octet=%5c00%5c00%5c00%5c04)", "ldap3.example.com", "o=Babsco,c=US",
        LdapSearchScope.Base, "(four-octet=\\00\\00\\00\\04)")]
    [InlineData("ldap://ldap.example.com/o=An%20Example%5C2C%20Inc.,c=US", "ldap.example.com", "o=An Example\\2C Inc.,c=US",
        LdapSearchScope.Base, "(objectClass=*)")]
    [InlineData("ldap://ldap.example.net", "ldap.example.net", "", LdapSearchScope.Base, "(objectClass=*)")]
    [InlineData("ldap:///??sub??e-bindname=cn=Manager%2cdc=example%2cdc=com", null, "", LdapSearchScope.Subtree, "(objectClass=*)")]
    [InlineData("ldap:///ou=people,dc=x??sub?(|(cn=José)(cn=%C5%81uk))", null, "ou=people,dc=x", LdapSearchScope.Subtree,
        "(|(cn=José)(cn=Łuk))")]
    public void Url_is_read(string text, string? host, string baseDn, LdapSearchScope scope, string filter)
    {
        var url = LdapUrl.Parse(text);

        url.Host.ShouldBe(host);
        url.BaseDn.ToString().ShouldBe(baseDn);
        url.Scope.ShouldBe(scope);
        url.Filter.ToString().ShouldBe(filter);
        url.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("ldaps://[2001:db8::1]:1636/dc=x", "2001:db8::1", 1636, true)]
    [InlineData("ldap://[::1]/", "::1", null, false)]
    [InlineData("ldap://host:389", "host", 389, false)]
    public void Url_names_a_server(string text, string host, int? port, bool isSecure)
    {
        var url = LdapUrl.Parse(text);

        (url.Host, url.Port, url.IsSecure).ShouldBe((host, port, isSecure));
    }

    [Fact]
    public void Url_names_attributes() => LdapUrl.Parse("ldap:///dc=x?cn,mail%3blang-de").Attributes.ShouldBe(["cn", "mail;lang-de"]);

    [Theory]
    [InlineData("")]
    [InlineData("http://host/dc=x")]
    [InlineData("ldap:/dc=x")]
    [InlineData("ldap:///nonsense")]
    [InlineData("ldap:///dc=x??subtree")]
    [InlineData("ldap:///dc=x??sub?(cn=x")]
    [InlineData("ldap:///dc=x??sub?(cn=what?)")]
    [InlineData("ldap:///dc=x??sub?cn=x")]
    [InlineData("ldap:///dc=x%2")]
    [InlineData("ldap:///dc=%GG")]
    [InlineData("ldap:///dc=x???(cn=%ff)")]
    [InlineData("ldap:///dc=x????!e-bindname=cn=Manager%2cdc=example%2cdc=com")]
    [InlineData("ldap:///dc=x?a?sub?(a=b)?e?more")]
    [InlineData("ldap://host:99999/dc=x")]
    [InlineData("ldap://host:/dc=x")]
    [InlineData("ldap://:389/dc=x")]
    [InlineData("ldap://[::1/dc=x")]
    [InlineData("ldap://[::1]x/dc=x")]
    public void Text_that_is_no_url_is_refused(string text)
    {
        Should.Throw<FormatException>(() => LdapUrl.Parse(text)).Message.ShouldNotBeEmpty();
        LdapUrl.TryParse(text, out _).ShouldBeFalse();
    }
}
