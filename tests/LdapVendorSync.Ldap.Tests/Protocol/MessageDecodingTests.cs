using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Ldap.Tests.Protocol;

public sealed class MessageDecodingTests
{
    [Fact]
    public void Search_result_entry_is_decoded()
    {
        var message = Decode(
            """
            3049 020102
              6444
                0411 64633D6578616D706C652C64633D636F6D
                302F
                  301C 040B 6F626A656374436C617373 310D 0403 746F70 0406 646F6D61696E
                  300F 0402 6463 3109 0407 6578616D706C65
            """);

        message.MessageId.ShouldBe(2);
        message.Kind.ShouldBe(LdapMessageKind.SearchItem);
        var entry = message.Body.ShouldBeOfType<LdapEntry>();
        entry.Dn.ShouldBe("dc=example,dc=com");
        entry["objectclass"]!.GetStrings().ShouldBe(["top", "domain"]);
        entry["dc"]!.GetStrings().ShouldBe(["example"]);
        entry.Controls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Lengths_are_read_in_as_many_octets_as_the_server_writes_them(int octets)
    {
        // OpenLDAP writes those of sequences and sets in four
        byte[] Element(byte identifier, params byte[][] content) => MakeElement(identifier, octets, content);
        var values = Element(0x31, Element(0x04, "top"u8.ToArray()), Element(0x04, "domain"u8.ToArray()));
        var attributes = Element(0x30, Element(0x30, Element(0x04, "objectClass"u8.ToArray()), values));
        var message = Element(0x30, [0x02, 0x01, 0x07], Element(0x64, Element(0x04, "dc=com"u8.ToArray()), attributes));

        var entry = new ResponseDecoder().Decode(message).Body.ShouldBeOfType<LdapEntry>();

        entry.Dn.ShouldBe("dc=com");
        entry["objectClass"]!.GetStrings().ShouldBe(["top", "domain"]);
    }

    [Theory]
    [InlineData("3005 020101 6480")]
    [InlineData("300B 020101 6406 0403 61 3100")]
    [InlineData("300C 020101 6407 0484FFFFFFFF 61")]
    [InlineData("300D 020101 6408 04850000000001 61")]
    public void Length_beyond_its_message_is_refused(string message) => Should.Throw<LdapProtocolException>(() => Decode(message));

    [Fact]
    public void Value_that_is_no_text_is_kept_as_bytes()
    {
        var entry = (LdapEntry)Decode("3019 020101 6414 0400 3010 300E 040A 6F626A65637447554944 3100").Body;
        var withValue = (LdapEntry)Decode("301B 020101 6416 0400 3012 3010 040A 6F626A65637447554944 3102 0400").Body;
        var binary = (LdapEntry)Decode("301D 020101 6418 0400 3014 3012 040A 6F626A65637447554944 3104 0402 FF00").Body;

        entry["objectGUID"]!.Count.ShouldBe(0);
        withValue.TryGetString("objectGUID", out var empty).ShouldBeTrue();
        empty.ShouldBeEmpty();
        binary.TryGetString("objectGUID", out _).ShouldBeFalse();
        binary["objectGUID"]!.Values[0].ToArray().ShouldBe([0xFF, 0x00]);
        Should.Throw<FormatException>(() => binary["objectGUID"]!.GetStrings().ToList()).Message.ShouldContain("objectGUID");
    }

    [Fact]
    public void Search_result_done_is_decoded_with_paging_control()
    {
        var message = Decode(
            """
            3032 020103
              6507 0A0100 0400 0400
              A024 3022 0416 312E322E3834302E3131333535362E312E342E333139 0408 3006 02012A 0401CD
            """);

        var result = message.Body.ShouldBeOfType<LdapResult>();
        result.IsSuccess.ShouldBeTrue();
        var paging = PagedResultsControl.Find(result.Controls)!;
        paging.Size.ShouldBe(42);
        paging.Cookie.ToArray().ShouldBe([0xCD]);
    }

    [Fact]
    public void Extended_response_without_value_differs_from_one_with_an_empty_value()
    {
        var without = (LdapExtendedResult)Decode("300C 020101 7807 0A0100 0400 0400").Body;
        var withEmpty = (LdapExtendedResult)Decode("300E 020101 7809 0A0100 0400 0400 8B00").Body;

        without.Value.HasValue.ShouldBeFalse();
        withEmpty.Value!.Value.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Attribute_names_are_shared_between_entries()
    {
        var decoder = new ResponseDecoder();
        var bytes = HexText.Bytes("3015 020101 6410 0400 300C 300A 0404 6D61696C 3102 0400");

        var first = (LdapEntry)decoder.Decode(bytes).Body;
        var second = (LdapEntry)decoder.Decode(bytes).Body;

        first.Attributes[0].Name.ShouldBeSameAs(second.Attributes[0].Name);
    }

    [Fact]
    public void Malformed_paging_control_is_a_protocol_error() =>
        Should.Throw<LdapProtocolException>(() => PagedResultsControl.Find([new LdapControl(PagedResultsControl.ControlOid)]));

    private static byte[] MakeElement(byte identifier, int lengthOctets, byte[][] parts)
    {
        byte[] content = [.. parts.SelectMany(part => part)];
        byte[] length = lengthOctets == 0
            ? [(byte)content.Length]
            : [(byte)(0x80 | lengthOctets), .. new byte[lengthOctets - 1], (byte)content.Length];
        return [identifier, .. length, .. content];
    }

    private static LdapMessage Decode(string hex) => new ResponseDecoder().Decode(HexText.Bytes(hex));
}
