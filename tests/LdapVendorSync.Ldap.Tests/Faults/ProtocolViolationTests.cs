using System.Formats.Asn1;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.Faults;

public sealed class ProtocolViolationTests
{
    private const int Id = 1;

    public static TheoryData<string, byte[], string> Violations => new()
    {
        { "another protocol", "HTTP/1.1 400 Bad Request\r\n"u8.ToArray(), "something that is not LDAP: a message begins with byte 0x48" },
        { "huge length", [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff], "announced a message of 2147483647 bytes" },
        { "length beyond 32 bits", [0x30, 0x88, 1, 1, 1, 1, 1, 1, 1, 1], "unreadable length" },
        { "negative length", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "unreadable length" },
        { "indefinite length", [0x30, 0x80, 0x02, 0x01, 0x01, 0x00, 0x00], "indefinite length" },
        { "empty message", [0x30, 0x00], "malformed message" },
        { "garbage inside", [0x30, 0x05, 0xff, 0xff, 0xff, 0xff, 0xff], "malformed message" },
        { "negative message id", [0x30, 0x05, 0x02, 0x01, 0xff, 0x65, 0x00], "malformed message" },
        { "indefinite length inside", [0x30, 0x09, 0x02, 0x01, 0x01, 0x64, 0x80, 0x04, 0x00, 0x00, 0x00], "indefinite length" },
        { "constructed string", [0x30, 0x0b, 0x02, 0x01, 0x01, 0x64, 0x06, 0x24, 0x02, 0x04, 0x00, 0x30, 0x00], "malformed message" },
        { "a request as an answer", [0x30, 0x05, 0x02, 0x01, 0x01, 0x63, 0x00], "operation 3 is no response" },
        { "name that is not UTF-8", [0x30, 0x0a, 0x02, 0x01, 0x01, 0x64, 0x05, 0x04, 0x01, 0xff, 0x30, 0x00], "must be UTF-8" },
        { "id that was never sent", LdapPeerMessage.SearchDone(77), "answered message 77, which was never sent" },
        { "bind response to a search", LdapPeerMessage.BindResponse(Id, 0), "answered message 1, a Search, with a BindResponse" },
        { "search entry with id 0", LdapPeerMessage.Entry(0, "cn=x"), "message id 0" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Violation_ends_the_connection_and_every_operation_with_a_protocol_error(string what, byte[] answer, string reason)
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.ReceiveAsync();
            await connection.SendAsync(answer);
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var first = connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync();
        var second = connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync();

        foreach (var search in (Task[])[first, second])
        {
            var violation = await Should.ThrowAsync<LdapProtocolException>(() => search.WaitAsync(PeerOptions.HangLimit), what);
            violation.Message.ShouldContain(reason);
            violation.Message.ShouldContain($"ldap://127.0.0.1:{peer.Port}");
        }

        connection.Failure.ShouldBeOfType<LdapProtocolException>();
    }

    [Fact]
    public async Task Message_above_the_limit_is_refused()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, new string('x', 2000)));
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer) with { MaxMessageSize = 1000 });

        await Should.ThrowAsync<LdapProtocolException>(
            () => connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit));
    }

    [Fact]
    public async Task Data_in_the_clear_behind_the_answer_to_start_tls_is_refused()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var request = await connection.ReceiveAsync();
            await connection.SendAsync([.. LdapPeerMessage.ExtendedResponse(request.MessageId, 0), .. LdapPeerMessage.BindResponse(2, 0)]);
            await connection.StartTlsAsync(TestPki.Shared.Server);
        });

        var violation = await Should.ThrowAsync<LdapProtocolException>(
            () => LdapConnection.ConnectAsync(PeerOptions.Patient(peer, LdapSecurity.StartTls)).WaitAsync(PeerOptions.HangLimit));

        violation.Message.ShouldContain("in the clear after its answer to StartTLS");
    }

    [Fact]
    public async Task Unknown_elements_behind_the_known_ones_are_ignored()
    {
        var unknown = new Asn1Tag(TagClass.ContextSpecific, 30);
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Result(
                search.MessageId, 5, 0, afterResult: writer => writer.WriteOctetString([1, 2], unknown)));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var response = await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        response.Result.IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Unknown_unsolicited_notification_is_ignored()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.ExtendedResponse(0, 0, "1.2.3.4"));
            await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var response = await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        response.Result.IsSuccess.ShouldBeTrue();
    }
}
