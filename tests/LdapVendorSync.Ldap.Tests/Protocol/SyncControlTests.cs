using LdapVendorSync.Ldap.Controls;
using LdapVendorSync.Ldap.Errors;
using LdapVendorSync.Ldap.Protocol;

namespace LdapVendorSync.Ldap.Tests.Protocol;

/// <summary>The values of RFC 4533 sections 2.2 to 2.5, encoded by hand.</summary>
public sealed class SyncControlTests
{
    private const string Uuid = "00112233445566778899AABBCCDDEEFF";
    private static readonly Guid Id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Request_without_cookie_asks_for_the_whole_content()
    {
        var control = new SyncRequestControl();

        control.Oid.ShouldBe("1.3.6.1.4.1.4203.1.9.1.1");
        control.IsCritical.ShouldBeTrue();
        Convert.ToHexString(control.Value!.Value.Span).ShouldBe("3003" + "0A0101");
    }

    [Fact]
    public void Request_carries_cookie_and_hint()
    {
        var control = new SyncRequestControl("abc"u8.ToArray(), reloadHint: true);

        Convert.ToHexString(control.Value!.Value.Span).ShouldBe("300B" + "0A0101" + "0403616263" + "0101FF");
    }

    [Fact]
    public void Request_tells_an_empty_cookie_from_none()
    {
        Convert.ToHexString(new SyncRequestControl(ReadOnlyMemory<byte>.Empty).Value!.Value.Span).ShouldBe("3005" + "0A0101" + "0400");
    }

    [Theory]
    [InlineData("00", SyncState.Present)]
    [InlineData("01", SyncState.Add)]
    [InlineData("02", SyncState.Modify)]
    [InlineData("03", SyncState.Delete)]
    public void State_is_decoded(string code, SyncState state)
    {
        var control = SyncStateControl.Find([Control(SyncStateControl.ControlOid, $"3015 0A01{code} 0410{Uuid}")]);

        control.ShouldBe(new SyncStateControl(state, Id, null));
    }

    [Fact]
    public void State_with_cookie_is_decoded()
    {
        var control = SyncStateControl.Find([Control(SyncStateControl.ControlOid, $"3018 0A0102 0410{Uuid} 040163")])!;

        control.Cookie!.Value.ToArray().ShouldBe("c"u8.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3015 0A0104 0410" + Uuid)]
    [InlineData("3014 0A0101 040F112233445566778899AABBCCDDEEFF")]
    [InlineData("3003 0A0101")]
    [InlineData("3015 020101 0410" + Uuid)]
    public void Malformed_state_is_refused(string value) => Should.Throw<LdapProtocolException>(
        () => SyncStateControl.Find([Control(SyncStateControl.ControlOid, value)])).Message.ShouldContain("sync state control");

    [Fact]
    public void State_is_absent_where_the_server_sent_none()
    {
        SyncStateControl.Find([]).ShouldBeNull();
        SyncDoneControl.Find([Control(SyncStateControl.ControlOid, "")]).ShouldBeNull();
    }

    [Fact]
    public void Done_is_decoded_with_its_defaults()
    {
        var empty = SyncDoneControl.Find([Control(SyncDoneControl.ControlOid, "3000")])!;
        var full = SyncDoneControl.Find([Control(SyncDoneControl.ControlOid, "3006 040163 0101FF")])!;

        empty.ShouldBe(new SyncDoneControl(null, false));
        full.RefreshDeletes.ShouldBeTrue();
        full.Cookie!.Value.ToArray().ShouldBe("c"u8.ToArray());
    }

    [Fact]
    public void New_cookie_is_decoded() =>
        Info("800163").ShouldBeOfType<SyncNewCookie>().Cookie!.Value.ToArray().ShouldBe("c"u8.ToArray());

    [Theory]
    [InlineData("A100", true, true)]
    [InlineData("A103 010100", true, false)]
    [InlineData("A206 040163 0101FF", false, true)]
    public void End_of_a_phase_is_decoded(string value, bool isDeletePhase, bool refreshDone)
    {
        var phase = Info(value).ShouldBeOfType<SyncPhaseEnd>();

        phase.IsDeletePhase.ShouldBe(isDeletePhase);
        phase.RefreshDone.ShouldBe(refreshDone);
    }

    [Theory]
    [InlineData("A314 3112 0410" + Uuid, false)]
    [InlineData("A31A 040163 0101FF 3112 0410" + Uuid, true)]
    public void Id_set_is_decoded(string value, bool refreshDeletes)
    {
        var set = Info(value).ShouldBeOfType<SyncIdSet>();

        set.RefreshDeletes.ShouldBe(refreshDeletes);
        set.EntryUuids.ShouldBe([Id]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A400")]
    [InlineData("A313 3111 040F112233445566778899AABBCCDDEEFF01")]
    [InlineData("A302 3000")]
    public void Malformed_info_is_refused(string value) => Should.Throw<LdapProtocolException>(() => Info(value));

    [Fact]
    public void Message_of_another_extension_is_no_info() =>
        SyncInfo.Read(new LdapIntermediateResponse("1.2.3", HexText.Bytes("800163"), [])).ShouldBeNull();

    [Fact]
    public void Info_is_read_from_a_whole_message()
    {
        const string value = "A314 3112 0410" + Uuid;
        const string name = "312E332E362E312E342E312E343230332E312E392E312E34";

        var message = new ResponseDecoder().Decode(HexText.Bytes($"3037 020102 7932 8018{name} 8116{value}"));

        SyncInfo.Read(message.Body.ShouldBeOfType<LdapIntermediateResponse>()).ShouldBeOfType<SyncIdSet>().EntryUuids.ShouldBe([Id]);
    }

    private static SyncInfo Info(string value) =>
        SyncInfo.Read(new LdapIntermediateResponse(SyncInfo.ResponseName, HexText.Bytes(value), []))!;

    private static LdapControl Control(string oid, string value) => new(oid, false, HexText.Bytes(value));
}
