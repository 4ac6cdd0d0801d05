using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Fixtures.Ldap;
using LdapVendorSync.Ldap.Errors;

namespace LdapVendorSync.Ldap.Tests.Faults;

public sealed class TimeoutTests
{
    [Fact]
    public async Task Connect_ends_in_time_when_nobody_accepts()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var filling = new TcpClient();
        using var alsoFilling = new TcpClient();
        await filling.ConnectAsync(IPAddress.Loopback, port);
        _ = alsoFilling.ConnectAsync(IPAddress.Loopback, port);
        var options = new LdapConnectionOptions { Host = "127.0.0.1", Port = port, ConnectTimeout = PeerOptions.Limit };

        var timeout = await Should.ThrowAsync<LdapTimeoutException>(
            () => LdapConnection.ConnectAsync(options).WaitAsync(PeerOptions.HangLimit));

        timeout.Phase.ShouldBe(LdapPhase.Connect);
        timeout.Message.ShouldBe($"ldap://127.0.0.1:{port} did not accept a connection within 0.25 s. Check host, port and firewall.");
    }

    [Theory]
    [InlineData(LdapSecurity.Ldaps, LdapPhase.TlsHandshake)]
    [InlineData(LdapSecurity.StartTls, LdapPhase.StartTls)]
    public async Task Connect_ends_in_time_when_the_server_is_silent_after_accepting(LdapSecurity security, LdapPhase phase)
    {
        await using var peer = ScriptedLdapPeer.Start(connection => connection.BeDeafAsync());
        var options = PeerOptions.Patient(peer, security) with
        {
            TlsHandshakeTimeout = PeerOptions.Limit,
            OperationTimeout = PeerOptions.Limit,
        };

        var timeout = await Should.ThrowAsync<LdapTimeoutException>(
            () => LdapConnection.ConnectAsync(options).WaitAsync(PeerOptions.HangLimit));

        timeout.Phase.ShouldBe(phase);
        timeout.Limit.ShouldBe(PeerOptions.Limit);
    }

    [Fact]
    public async Task Connect_ends_in_time_when_the_server_is_silent_in_the_handshake_after_start_tls()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var request = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.ExtendedResponse(request.MessageId, 0));
            await connection.BeDeafAsync();
        });
        var options = PeerOptions.Patient(peer, LdapSecurity.StartTls) with { TlsHandshakeTimeout = PeerOptions.Limit };

        var timeout = await Should.ThrowAsync<LdapTimeoutException>(
            () => LdapConnection.ConnectAsync(options).WaitAsync(PeerOptions.HangLimit));

        timeout.Phase.ShouldBe(LdapPhase.TlsHandshake);
    }

    [Fact]
    public async Task Bind_ends_in_time_when_the_server_is_silent_and_the_connection_with_it()
    {
        await using var peer = ScriptedLdapPeer.Start(connection => connection.BeSilentAsync());
        await using var connection = await LdapConnection.ConnectAsync(
            PeerOptions.Patient(peer) with { OperationTimeout = PeerOptions.Limit });

        var timeout = await Should.ThrowAsync<LdapTimeoutException>(
            () => connection.BindAsync(LdapCredential.Anonymous).WaitAsync(PeerOptions.HangLimit));

        timeout.Phase.ShouldBe(LdapPhase.Bind);
        connection.Failure.ShouldBeOfType<LdapTimeoutException>();
        await Should.ThrowAsync<LdapTimeoutException>(() => connection.WhoAmIAsync());
    }

    [Fact]
    public async Task Search_ends_in_time_when_the_first_answer_does_not_come_and_others_can_go_on()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            await connection.ReceiveAsync();
            (await connection.ReceiveAsync()).Operation.ShouldBe(LdapPeerRequest.Abandon);
            var second = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.SearchDone(second.MessageId));
            await connection.BeSilentAsync();
        });
        var clock = new ManualClock();
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer) with { TimeProvider = clock });

        var first = connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync();
        await clock.AdvanceUntilEndOfAsync(PeerOptions.HangLimit, first);
        var timeout = await Should.ThrowAsync<LdapTimeoutException>(() => first);
        var second = await connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync().WaitAsync(PeerOptions.HangLimit);

        timeout.Phase.ShouldBe(LdapPhase.FirstAnswer);
        second.Result.IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Search_yields_what_came_and_then_ends_in_time_when_the_server_falls_silent()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, "cn=one"));
            await connection.BeSilentAsync();
        });
        await using var connection = await LdapConnection.ConnectAsync(
            PeerOptions.Patient(peer) with { OperationTimeout = TimeSpan.FromMinutes(10), SilenceTimeout = PeerOptions.Limit });
        var search = connection.SearchAsync(PeerOptions.AnySearch);
        var received = new List<string>();

        async Task ReadAsync()
        {
            await foreach (var item in search) received.Add(((LdapEntry)item).Dn);
        }

        var timeout = await Should.ThrowAsync<LdapTimeoutException>(() => ReadAsync().WaitAsync(PeerOptions.HangLimit));

        timeout.Phase.ShouldBe(LdapPhase.NextAnswer);
        timeout.Message.ShouldContain("fell silent in the middle of an answer for 0.25 s");
        received.ShouldBe(["cn=one"]);
        search.IsFinished.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => search.Result);
    }

    [Fact]
    public async Task Slow_trickle_of_answers_is_no_silence()
    {
        var clock = new ManualClock();
        using var next = new SemaphoreSlim(0);
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            for (var i = 0; i < 6; i++)
            {
                await next.WaitAsync();
                await connection.SendAsync(LdapPeerMessage.Entry(search.MessageId, $"cn={i}"));
            }

            await connection.SendAsync(LdapPeerMessage.SearchDone(search.MessageId));
        });
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer) with { TimeProvider = clock });
        await using var items = connection.SearchAsync(PeerOptions.AnySearch).GetAsyncEnumerator();

        for (var i = 0; i < 6; i++)
        {
            var item = items.MoveNextAsync();
            clock.Advance(PeerOptions.HangLimit * 0.9);
            next.Release();
            (await item).ShouldBeTrue();
        }

        (await items.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Slow_reader_is_not_taken_for_a_silent_server()
    {
        await using var peer = ScriptedLdapPeer.Start(async connection =>
        {
            var search = await connection.ReceiveAsync();
            await connection.SendAsync(
                [.. LdapPeerMessage.Entry(search.MessageId, "cn=1"), .. LdapPeerMessage.SearchDone(search.MessageId)]);
            await connection.BeSilentAsync();
        });
        var clock = new ManualClock();
        await using var connection = await LdapConnection.ConnectAsync(PeerOptions.Patient(peer) with { TimeProvider = clock });
        var search = connection.SearchAsync(PeerOptions.AnySearch);

        await foreach (var item in search) clock.Advance(PeerOptions.HangLimit * 3);

        search.Result.IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Request_ends_in_time_when_the_server_takes_in_nothing()
    {
        await using var peer = ScriptedLdapPeer.Start(connection => connection.BeDeafAsync());
        await using var connection = await LdapConnection.ConnectAsync(
            PeerOptions.Patient(peer) with { OperationTimeout = PeerOptions.Limit });
        var large = PeerOptions.AnySearch with { BaseDn = new string('x', 4_000_000) };

        var searches = Enumerable.Range(0, 4).Select(_ => connection.SearchAsync(large).ReadToEndAsync());

        foreach (var search in searches) await Should.ThrowAsync<LdapTimeoutException>(() => search.WaitAsync(PeerOptions.HangLimit));
    }

    [SkippableFact]
    public async Task Frozen_server_ends_every_search_in_time()
    {
        Skip.If(SlapdServer.MissingReason is not null, SlapdServer.MissingReason);
        await using var server = await SlapdServer.StartAsync();
        var clock = new ManualClock();
        var options = RealServer.SlapdFixture.OptionsFor(server) with { TimeProvider = clock };
        await using var connection = await LdapConnection.ConnectAsync(options);
        await connection.BindAsync(LdapCredential.Simple(SlapdServer.AdminDn, SlapdServer.AdminPassword));

        server.Freeze();
        var searches = Enumerable.Range(0, 64).Select(_ => connection.SearchAsync(PeerOptions.AnySearch).ReadToEndAsync()).ToList();

        await clock.AdvanceUntilEndOfAsync(options.OperationTimeout, searches);
        foreach (var search in searches) await Should.ThrowAsync<LdapTimeoutException>(() => search);
        server.Thaw();
        (await connection.WhoAmIAsync()).ShouldBe("dn:" + SlapdServer.AdminDn);
    }
}
