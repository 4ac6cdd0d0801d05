using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.Faults;

public sealed class LostConnectionTests
{
    [Fact]
    public async Task Closed_port_is_named_in_the_error()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var refused = await Should.ThrowAsync<LdapConnectException>(
            () => LdapConnection.ConnectAsync(new LdapConnectionOptions { Host = "localhost", Port = port }));

        refused.Message.ShouldStartWith($"Cannot connect to ldap://localhost:{port}: ");
        refused.Message.ShouldContain("127.0.0.1: Connection refused");
    }

    [Fact]
    public async Task Unknown_host_is_named_in_the_error()
    {
        var refused = await Should.ThrowAsync<LdapConnectException>(
            () => LdapConnection.ConnectAsync(new LdapConnectionOptions { Host = "directory.invalid" }));

        refused.Message.ShouldContain("the name directory.invalid cannot be resolved");
    }

    [Fact]
    public async Task Every_waiter_learns_at_once_that_the_server_closed_the_connection()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            for (var i = 0; i < 5; i++) await connection.ReceiveAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var searches = Enumerable.Range(0, 5).Select(_ => connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync()).ToList();

        foreach (var search in searches)
        {
            var lost = await Should.ThrowAsync<LdapConnectionLostException>(() => search.WaitAsync(PeerOptions.HangLimit));
            lost.Message.ShouldContain("the server closed it");
        }

        await Should.ThrowAsync<LdapConnectionLostException>(() => connection.WhoAmIAsync());
    }

    [Fact]
    public async Task Connection_cut_in_the_middle_of_a_message_is_lost_after_what_came()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, "cn=whole"));
            await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, "cn=half")[..9]);
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var received = new List<LdapSearchItem>();

        var lost = await Should.ThrowAsync<LdapConnectionLostException>(async () =>
        {
            await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch)) received.Add(item);
        });

        lost.Message.ShouldContain("the stream ended in the middle of a message, after 9 bytes of it");
        received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Reset_connection_is_lost()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await connection.ReceiveAsync();
            connection.Reset();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        await Should.ThrowAsync<LdapConnectionLostException>(
            () => connection.BindAsync(LdapCredential.Anonymous).WaitAsync(PeerOptions.HangLimit));
    }

    [Fact]
    public async Task Notice_of_disconnection_is_handed_to_every_waiter()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.NoticeOfDisconnection((int)LdapResultCode.Unavailable, "shutting down"));
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));

        var searches = Enumerable.Range(0, 2).Select(_ => connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync()).ToList();

        foreach (var search in searches)
        {
            var lost = await Should.ThrowAsync<LdapConnectionLostException>(() => search.WaitAsync(PeerOptions.HangLimit));
            lost.Notice!.Code.ShouldBe(LdapResultCode.Unavailable);
            lost.Message.ShouldContain("the server announced its end: unavailable (52): shutting down");
        }
    }

    [Fact]
    public async Task What_came_together_with_a_notice_of_disconnection_is_read_before_it()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var finished = await connection.ReceiveAsync();
            var broken = await connection.ReceiveAsync();
            await connection.SendAsync(
            [
                .. LdapPeerMessage.Entry(finished.MessageId, "cn=1"),
                .. LdapPeerMessage.Entry(broken.MessageId, "cn=2"),
                .. LdapPeerMessage.SearchDone(finished.MessageId),
                .. LdapPeerMessage.NoticeOfDisconnection((int)LdapResultCode.Unavailable, "shutting down"),
            ]);
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var finished = connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync();
        var received = new List<LdapSearchItem>();

        var lost = await Should.ThrowAsync<LdapConnectionLostException>(async () =>
        {
            await foreach (var item in connection.SearchAsync(PeerOptions.AnySearch)) received.Add(item);
        });

        (await finished.WaitAsync(PeerOptions.HangLimit)).Entries.ShouldHaveSingleItem();
        received.ShouldHaveSingleItem();
        lost.Message.ShouldContain("the server announced its end");
    }

    [Fact]
    public async Task Tls_server_that_goes_away_in_the_handshake_is_reported_as_such()
    {
        await using var peer = ScriptedLdapPeer.Start(connection => Task.CompletedTask);

        var refused = await Should.ThrowAsync<LdapTlsException>(
            () => LdapConnection.ConnectAsync(PeerOptions.Patient(peer, LdapSecurity.Ldaps)).WaitAsync(PeerOptions.HangLimit));

        refused.Failures.ShouldBe(Tls.CertificateFailures.None);
        refused.Message.ShouldContain("Check that this port speaks TLS");
    }

    [Fact]
    public async Task Disposing_the_connection_ends_what_is_outstanding_and_says_goodbye()
    {
        await using var peer = ScriptedLdapPeer.Start(connection => connection.BeSilentAsync());
        var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer));
        var search = connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync();

        await connection.DisposeAsync();

        var lost = await Should.ThrowAsync<LdapConnectionLostException>(() => search.WaitAsync(PeerOptions.HangLimit));
        lost.Message.ShouldContain("this side closed it");
        await Eventually.BeTrueAsync(() => peer.Requests.Any(request => request.Operation == LdapPeerRequest.Unbind));
        await connection.DisposeAsync();
    }

    [SkippableFact]
    public async Task Killed_server_fails_every_waiter_and_a_new_connection_works_after_its_restart()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync();
        await using var connection = await LdapConnection.ConnectAsync(RealServer.SlapdFixture.OptionsFor(server));
        server.Freeze();
        var searches = Enumerable.Range(0, 8).Select(_ => connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync()).ToList();

        await server.KillAsync();

        foreach (var search in searches)
        {
            await Should.ThrowAsync<LdapConnectionLostException>(() => search.WaitAsync(PeerOptions.HangLimit));
        }
        await server.RestartAsync();
        await using var again = await LdapConnection.ConnectAsync(RealServer.SlapdFixture.OptionsFor(server));
        (await again.WhoAmIAsync()).ShouldBeEmpty();
    }
}
