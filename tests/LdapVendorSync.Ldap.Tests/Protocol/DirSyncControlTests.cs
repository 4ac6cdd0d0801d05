using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.Protocol;

/// <summary>The values of MS-ADTS section 3.1.1.3.4.1.3, encoded by hand.</summary>
public sealed class DirSyncControlTests
{
    [Fact]
    public void Request_without_cookie_starts_from_the_beginning() => Value(new DirSyncControl()).ShouldBe("3008" + "020100" + "020100" + "0400");

    [Fact]
    public void Request_carries_options_size_and_cookie()
    {
        var control = new DirSyncControl("c"u8.ToArray(), DirSyncOptions.ObjectSecurity | DirSyncOptions.IncrementalValues, 4096);

        control.Oid.ShouldBe("1.2.840.113556.1.4.841");
        control.IsCritical.ShouldBeTrue();
        Value(control).ShouldBe("300D" + "020480000001" + "02021000" + "040163");
    }

    [Theory]
    [InlineData("3009 020100 020100 040163", false)]
    [InlineData("3009 020101 020100 040163", true)]
    [InlineData("300C 020101 020480000000 040163", true)]
    public void Response_is_decoded(string value, bool hasMore)
    {
        var control = DirSyncResponseControl.Find([new LdapControl(DirSyncControl.ControlOid, false, HexText.Bytes(value))])!;

        control.HasMore.ShouldBe(hasMore);
        control.Cookie.ToArray().ShouldBe("c"u8.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3006 020100 020100")]
    [InlineData("3009 0201FF 020100 040163")]
    public void Malformed_response_is_refused(string value) => Should.Throw<LdapProtocolException>(
        () => DirSyncResponseControl.Find([new LdapControl(DirSyncControl.ControlOid, false, HexText.Bytes(value))]));

    [Fact]
    public void Response_is_absent_where_the_server_sent_none() => DirSyncResponseControl.Find([]).ShouldBeNull();

    [Fact]
    public void Show_deleted_has_no_value()
    {
        var control = new ShowDeletedControl();

        control.Oid.ShouldBe("1.2.840.113556.1.4.417");
        control.Value.ShouldBeNull();
    }

    private static string Value(LdapControl control) => Convert.ToHexString(control.Value!.Value.Span);
}
