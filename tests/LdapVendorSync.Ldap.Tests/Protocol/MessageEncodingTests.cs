using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Filters;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Ldap.Tests.Protocol;

/// <summary>Messages byte for byte, put together by hand from the ASN.1 of RFC 4511 appendix B.</summary>
public sealed class MessageEncodingTests
{
    [Fact]
    public void Anonymous_bind_is_encoded() =>
        Hex(RequestEncoder.SimpleBind(1, string.Empty, string.Empty)).ShouldBe("300C 020101 6007 020103 0400 8000".Compact());

    [Fact]
    public void Simple_bind_is_encoded() =>
        Hex(RequestEncoder.SimpleBind(1, "uid=jdoe,ou=People,dc=example,dc=com", "secret123")).ShouldBe(
            """
            3039 020101
              6034 020103
                0424 7569643D6A646F652C6F753D50656F706C652C64633D6578616D706C652C64633D636F6D
                8009 736563726574313233
            """.Compact());

    [Fact]
    public void Password_is_sent_as_its_utf8_bytes() =>
        Hex(RequestEncoder.SimpleBind(1, "cn=a", "pä€")).ShouldBe("3016 020101 6011 020103 0404 636E3D61 8006 70C3A4E282AC".Compact());

    [Fact]
    public void Sasl_bind_is_encoded() =>
        Hex(RequestEncoder.SaslBind(2, "EXTERNAL", Array.Empty<byte>())).ShouldBe(
            "3018 020102 6013 020103 0400 A30C 0408 45585445524E414C 0400".Compact());

    [Fact]
    public void Unbind_is_encoded() => Hex(RequestEncoder.Unbind(3)).ShouldBe("3005 020103 4200".Compact());

    [Fact]
    public void Abandon_is_encoded() => Hex(RequestEncoder.Abandon(6, 5)).ShouldBe("3006 020106 500105".Compact());

    [Fact]
    public void Extended_request_is_encoded() =>
        Hex(RequestEncoder.Extended(1, "1.3.6.1.4.1.1466.20037", null)).ShouldBe(
            "301D 020101 7718 8016 312E332E362E312E342E312E313436362E3230303337".Compact());

    [Fact]
    public void Search_with_its_limits_is_encoded() =>
        Hex(RequestEncoder.Search(2, new LdapSearchRequest
        {
            BaseDn = "dc=example,dc=com",
            Scope = LdapSearchScope.Subtree,
            DerefAliases = LdapDerefAliases.Always,
            SizeLimit = 1000,
            TimeLimit = TimeSpan.FromSeconds(29.5),
            TypesOnly = true,
            Filter = LdapFilter.Parse("(&(objectClass=person)(uid=jdoe))"),
            Attributes = ["*", "+"],
        })).ShouldBe(
            """
            3056 020102
              6351
                0411 64633D6578616D706C652C64633D636F6D
                0A0102 0A0103 020203E8 02011E 0101FF
                A024
                  A315 040B 6F626A656374436C617373 0406 706572736F6E
                  A30B 0403 756964 0404 6A646F65
                3006 0401 2A 0401 2B
            """.Compact());

    [Fact]
    public void Paged_results_control_is_encoded_critical_with_its_cookie() =>
        Hex(RequestEncoder.Search(1, new LdapSearchRequest
        {
            Scope = LdapSearchScope.Base,
            Controls = [new PagedResultsControl(100, new byte[] { 0xAB }, isCritical: true), new ManageDsaITControl()],
        })).ShouldBe(
            """
            3069 020101
              6320 0400 0A0100 0A0100 020100 020100 010100 870B 6F626A656374436C617373 3000
              A042
                3025 0416 312E322E3834302E3131333535362E312E342E333139 0101FF 0408 3006 020164 0401AB
                3019 0417 322E31362E3834302E312E3131333733302E332E342E32
            """.Compact());

    [Theory]
    [InlineData("(cn=Babs J*)", "A40E 0402636E 3008 8006 42616273204A")]
    [InlineData("(o=univ*of*mich*)", "A415 04016F 3010 8004756E6976 81026F66 81046D696368")]
    [InlineData("(o=*a)", "A408 04016F 3003 820161")]
    [InlineData("(!(cn=a))", "A209 A307 0402636E 040161")]
    [InlineData("(|(a=1)(b>=2)(c<=3)(d~=4))", "A120 A306 040161 040131 A506 040162 040132 A606 040163 040133 A806 040164 040134")]
    [InlineData("(sn:dn:2.4.6:=B)", "A911 8105 322E342E36 8202736E 830142 8401FF")]
    [InlineData("(cn:=B)", "A907 8202636E 830142")]
    [InlineData("(bin=\\00\\00\\00\\04)", "A30B 040362696E 040400000004")]
    [InlineData("(&)", "A000")]
    [InlineData("(|)", "A100")]
    public void Filter_is_encoded(string text, string expected)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.BER);
        LdapFilter.Parse(text).WriteTo(writer);
        Hex(writer.Encode()).ShouldBe(expected.Compact());
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);
}
