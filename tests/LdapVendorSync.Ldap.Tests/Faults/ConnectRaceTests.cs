using System.Net;
using System.Net.Sockets;
using LdapVendorSync.Ldap.Transport;

namespace LdapVendorSync.Ldap.Tests.Faults;

public sealed class ConnectRaceTests
{
    private static readonly IPAddress First = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.3");
    private static readonly IPAddress Third = IPAddress.Parse("127.0.0.4");

    [Fact]
    public async Task Next_address_is_tried_when_one_refuses()
    {
        using var server = Listen(Third);

        using var socket = await RunAsync(Race(PortOf(server)), First, Second, Third);

        ((IPEndPoint)socket!.RemoteEndPoint!).Address.ShouldBe(Third);
    }

    [SkippableFact]
    public async Task Address_behind_which_nothing_answers_does_not_hold_up_the_next_one()
    {
        using var mute = Listen(First, backlog: 0);
        var port = PortOf(mute);
        using var filling = new Filled(First, port);
        using var server = TryListen(Second, port);
        Skip.If(server is null, "the port is taken on the other loopback address");

        using var socket = await RunAsync(Race(port), First, Second);

        ((IPEndPoint)socket!.RemoteEndPoint!).Address.ShouldBe(Second);
    }

    [SkippableFact]
    public async Task Slow_address_still_counts_when_the_others_refuse()
    {
        using var slow = Listen(First, backlog: 0);
        var port = PortOf(slow);
        var filling = new Filled(First, port);
        var race = RunAsync(Race(port), First, Second);

        await Task.Delay(2 * ConnectRace.AttemptDelay);
        filling.Dispose();
        for (var i = 0; i < 2; i++) (await slow.AcceptAsync()).Dispose();

        using var socket = await race;
        ((IPEndPoint)socket!.RemoteEndPoint!).Address.ShouldBe(First);
    }

    [Fact]
    public async Task Every_address_is_named_with_its_reason_when_none_accepts()
    {
        using var reserved = Listen(IPAddress.Loopback);
        var race = Race(PortOf(reserved));

        (await RunAsync(race, First, Second)).ShouldBeNull();

        race.Describe().ShouldBe("127.0.0.2: Connection refused; 127.0.0.3: Connection refused");
    }

    [Fact]
    public async Task Addresses_that_did_not_answer_in_time_are_named_as_well()
    {
        using var mute = Listen(First, backlog: 0);
        var port = PortOf(mute);
        using var filling = new Filled(First, port);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var race = Race(port);

        await Should.ThrowAsync<OperationCanceledException>(() => race.RunAsync([First, Second], limit.Token));

        race.Failures.Select(failure => failure.Address).ShouldBe([First, Second], ignoreOrder: true);
        race.Describe().ShouldContain("127.0.0.2: Connection timed out");
    }

    private static ConnectRace Race(int port) => new(new LdapConnectionOptions { Host = "directory.example.test", Port = port });

    private static Task<Socket?> RunAsync(ConnectRace race, params IPAddress[] addresses) =>
        race.RunAsync(addresses, CancellationToken.None).WaitAsync(PeerOptions.HangLimit);

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Socket Listen(IPAddress address, int backlog = 8, int port = 0)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen(backlog);
        return socket;
    }

    private static Socket? TryListen(IPAddress address, int port)
    {
        try
        {
            return Listen(address, port: port);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Fills the queue of a listener, so that it answers nobody else.</summary>
    private sealed class Filled : IDisposable
    {
        private readonly TcpClient _first = new();
        private readonly TcpClient _second = new();

        public Filled(IPAddress address, int port)
        {
            _first.Connect(address, port);
            _ = _second.ConnectAsync(address, port);
        }

        public void Dispose()
        {
            _first.Dispose();
            _second.Dispose();
        }
    }
}
